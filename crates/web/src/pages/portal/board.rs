//! The notice board of a place, for everybody: on a screen with numbers to tap, on paper as it
//! hangs at the door.

use askama::Template;
use axum::response::Response;
use linli_app::board;
use linli_kernel::PlaceId;

use crate::{
    pages::{
        board::{Sheet, number, people, people_below, poster},
        frame::Visitor,
    },
    request::{Id, Problem, Query},
    respond,
    ui::{
        Ui,
        view::{CallRow, PaperChoice, Poster, PosterPerson},
    },
};

#[derive(Template)]
#[template(path = "board/one.html")]
struct Page {
    ui: Ui,
    place: PlaceId,
    gridded: PlaceId,
    address: String,
    people: Vec<CallRow>,
    below: Vec<CallRow>,
    numbers: Vec<CallRow>,
    papers: Vec<PaperChoice>,
    poster: Poster,
}

/// `GET /board/{id}`.
pub(super) async fn show(
    Visitor { app, ui, origin, .. }: Visitor,
    Id(id): Id<PlaceId>,
    query: Query,
) -> Result<Response, Problem> {
    let sheet = Sheet::asked(&query)?;
    let view = board::board(&app, id).await?;
    let board = &view.board;
    let row = |person: PosterPerson| call(&ui, person);
    let page = Page {
        place: board.place,
        gridded: view.gridded.id,
        address: board.address.clone(),
        people: board.posts.iter().flat_map(|line| people(&ui, line, board)).map(row).collect(),
        below: board
            .below
            .iter()
            .flat_map(|line| people_below(&ui, line, board))
            .map(row)
            .collect(),
        numbers: board
            .numbers
            .iter()
            .map(|found| number(&ui, found))
            .map(|number| CallRow {
                initial: ui.initial(&number.title).to_owned(),
                title: number.title,
                text: number.text,
                phone: Some(number.phone),
                show_number: true,
            })
            .collect(),
        papers: sheet.choices(&ui, &format!("/board/{id}?")),
        poster: poster(&ui, board, sheet, &view.day, &origin),
        ui: {
            let title = ui.t1("board-title", "place", &board.name);
            ui.with_title(title)
        },
    };
    Ok(respond::page(&page.ui, &page))
}

fn call(ui: &Ui, person: PosterPerson) -> CallRow {
    // What is said instead of a name is no name: then the role stands first.
    let (title, words) = match person.named {
        true => (person.name, [person.role, person.place]),
        false => (person.role, [person.place, person.name]),
    };
    let words: Vec<String> = words.into_iter().filter(|words| !words.is_empty()).collect();
    CallRow {
        initial: ui.initial(&title).to_owned(),
        title,
        text: words.join(ui.t("grid-joint")),
        phone: Some(person.phone).filter(|phone| !phone.is_empty()),
        show_number: true,
    }
}

#[cfg(test)]
mod tests {
    use linli_kernel::Moment;

    use super::*;
    use crate::ui::{Display, Shell};

    #[test]
    fn what_is_said_instead_of_a_name_does_not_stand_as_one() {
        let ui = Ui::new(Shell::Portal, Display::default(), Moment::from_ms(0));
        let person = |named| PosterPerson {
            role: "楼长".to_owned(),
            place: String::new(),
            name: "王瑞芝".to_owned(),
            named,
            phone: String::new(),
        };
        let row = call(&ui, person(true));
        assert_eq!((row.title.as_str(), row.text.as_str()), ("王瑞芝", "楼长"));
        let row = call(&ui, PosterPerson { name: "姓名没有公开".to_owned(), ..person(false) });
        assert_eq!((row.title.as_str(), row.initial.as_str()), ("楼长", "楼"));
        assert_eq!((row.text.as_str(), row.phone), ("姓名没有公开", None));
    }
}
