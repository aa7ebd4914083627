//! Notices: a row each, read by the place that they hang at.

use async_trait::async_trait;
use linli_app::ports::{NoticeKey, Notices, StoreError};
use linli_domain::notice::{Notice, TakingDown};
use linli_kernel::{Day, Moment, NoticeId, PersonId, PhotoId, PlaceId};

use crate::{
    plan::{Plan, Table},
    statements::statements,
    value::{Parameter, Row, holder_columns, parameters},
    view::View,
};

macro_rules! notice_columns {
    () => {
        "id, district, place, title, body, photo, posted_by, holder_kind, holder, published_at, \
         shown_until, taken_down, taken_down_at, version"
    };
}

statements! {
    INSERT_NOTICE = concat!("INSERT INTO notice (", notice_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
    UPDATE_NOTICE = "UPDATE notice SET district = ?2, place = ?3, title = ?4, body = ?5, \
        photo = ?6, posted_by = ?7, holder_kind = ?8, holder = ?9, published_at = ?10, \
        shown_until = ?11, taken_down = ?12, taken_down_at = ?13, version = ?14 \
        WHERE id = ?1 AND version = ?15";
    NOTICE = concat!("SELECT ", notice_columns!(), " FROM notice WHERE id = ?1");
    WITH_PHOTO = concat!("SELECT ", notice_columns!(), " FROM notice WHERE photo = ?1 \
        ORDER BY id LIMIT 1");
    // From every notice of the district upward, so that a place which was moved needs no rows to
    // be written anew. The bound stops a tree that was made a ring by hand.
    AROUND = concat!("WITH RECURSIVE upwards (notice, place, depth) AS ( \
          SELECT id, place, 0 FROM notice WHERE district = ?1 AND shown_until >= ?4 \
          UNION ALL \
          SELECT upwards.notice, place.parent, upwards.depth + 1 \
          FROM upwards JOIN place ON place.id = upwards.place \
          WHERE upwards.depth < 64 AND place.parent IS NOT NULL) \
        SELECT ", notice_columns!(), " FROM notice WHERE district = ?1 AND shown_until >= ?4 \
        AND (?4 = 0 OR taken_down IS NULL) \
        AND (place {among ?3} OR id IN (SELECT notice FROM upwards WHERE place = ?2)) \
        AND (published_at, id) < (?5, ?6) ORDER BY published_at DESC, id DESC LIMIT ?7");
    HANGING = concat!("SELECT ", notice_columns!(), " FROM notice WHERE place {among ?1} \
        AND shown_until >= ?2 AND taken_down IS NULL \
        ORDER BY published_at DESC, id DESC LIMIT ?3");
}

pub(crate) fn write(plan: &mut Plan, notice: Notice) -> Result<(), StoreError> {
    let (kind, holder) = holder_columns(&notice.posted_as)?;
    let (why, when) = notice.taken_down.unzip();
    let parameters = parameters![
        notice.id,
        notice.district,
        notice.place,
        notice.title,
        notice.text,
        notice.photo,
        notice.posted_by,
        kind,
        holder,
        notice.published_at,
        notice.until,
        why.map(TakingDown::word),
        when,
        notice.version,
    ];
    let key = (Table::Notice, notice.id.get());
    plan.versioned(key, notice.version, [INSERT_NOTICE, UPDATE_NOTICE], parameters);
    Ok(())
}

fn read_notice(row: &mut Row<'_>) -> Result<Notice, StoreError> {
    Ok(Notice {
        id: row.id(NoticeId::new)?,
        district: row.id(PlaceId::new)?,
        place: row.id(PlaceId::new)?,
        title: row.text()?,
        text: row.text()?,
        photo: row.optional_id(PhotoId::new)?,
        posted_by: row.id(PersonId::new)?,
        posted_as: row.holder()?,
        published_at: row.moment()?,
        until: row.day()?,
        taken_down: row.optional_word(TakingDown::from_word)?.zip(row.optional_moment()?),
        version: row.integer()?,
    })
}

#[async_trait]
impl Notices for View {
    async fn notice(&mut self, id: NoticeId) -> Result<Option<Notice>, StoreError> {
        self.first(NOTICE, parameters![id], read_notice).await
    }

    async fn notice_with_photo(&mut self, photo: PhotoId) -> Result<Option<Notice>, StoreError> {
        self.first(WITH_PHOTO, parameters![photo], read_notice).await
    }

    async fn notices_around(
        &mut self,
        (district, place): (PlaceId, PlaceId),
        above: &[PlaceId],
        hanging_on: Option<Day>,
        after: Option<NoticeKey>,
        limit: i64,
    ) -> Result<Vec<Notice>, StoreError> {
        let (at, id) =
            after.map_or((Moment::from_ms(i64::MAX), i64::MAX), |(at, id)| (at, id.get()));
        let above = Parameter::ids(above);
        // Day 0 is before every day: whatever hung there once.
        let parameters = match hanging_on {
            Some(day) => parameters![district, place, above, day, at, id, limit],
            None => parameters![district, place, above, 0_i64, at, id, limit],
        };
        self.all(AROUND, parameters, read_notice).await
    }

    async fn notices_hanging_at(
        &mut self,
        places: &[PlaceId],
        on: Day,
        limit: i64,
    ) -> Result<Vec<Notice>, StoreError> {
        self.all(HANGING, parameters![Parameter::ids(places), on, limit], read_notice).await
    }
}
