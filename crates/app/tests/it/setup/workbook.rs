//! Tables as spreadsheet programs save them.

use linli_app::setup::{self, Import};
use linli_testkit::app::TestApp;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::{BY, found, kenli};

const HEADINGS: [&str; 7] =
    ["parent", "kind", "name", "households", "code", "closed_on", "made_up"];

fn headings(sheet: &mut Worksheet, row: u32) {
    for (column, name) in (0..).zip(HEADINGS) {
        sheet.write(row, column, name).unwrap();
    }
}

/// A file with one sheet that begins with the headings.
fn table(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    headings(sheet, 0);
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

async fn import(test: &TestApp, bytes: &[u8]) -> Import {
    setup::import_places(&test.app, BY, bytes, None, false).await.unwrap()
}

async fn exported(test: &TestApp) -> String {
    String::from_utf8(setup::export_places(&test.app, BY).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_sheet_is_read_as_its_reader_sees_it() {
    let (test, _) = kenli().await;
    let bytes = table(|sheet| {
        // The community stands once for three rows; its code is a number.
        let merged = Format::new();
        sheet.merge_range(1, 0, 3, 0, "", &merged).unwrap();
        sheet.write(1, 0, 370_505_001_007_f64).unwrap();
        for (row, name) in [(1, "帝纱富仕城"), (2, "新东方"), (3, "老院子")] {
            sheet.write(row, 1, "compound").unwrap();
            sheet.write(row, 2, name).unwrap();
        }
        sheet.write(1, 3, 1420).unwrap();
        sheet.write(2, 3, "１８００").unwrap();
        let day = ExcelDateTime::from_ymd(2026, 7, 1).unwrap();
        let format = Format::new().set_num_format("yyyy/m/d");
        sheet.write_datetime_with_format(1, 5, &day, &format).unwrap();
        sheet.write(2, 5, "2026年7月1日").unwrap();
        sheet.write(3, 5, "２０２６－０７－０１").unwrap();
        sheet.write(1, 6, true).unwrap();
        // An empty row between, and a grid whose 15 digits are a number.
        sheet.write(6, 0, "370505001007").unwrap();
        sheet.write(6, 1, "grid").unwrap();
        sheet.write(6, 2, "第１网格（东）").unwrap();
        sheet.write(6, 4, "grid:370505001007001").unwrap();
    });
    let done = import(&test, &bytes).await;
    assert_eq!((found(&done), done.new), (vec![], 4));
    let written = exported(&test).await;
    for line in [
        ",compound,帝纱富仕城,0,1420,,,2026-07-01,1,",
        ",compound,新东方,1,1800,,,2026-07-01,0,",
        ",compound,老院子,2,0,,,2026-07-01,0,",
        ",grid,第1网格（东）,3,0,grid:370505001007001,,,0,",
    ] {
        assert!(written.contains(line), "{line} is not in\n{written}");
    }
    let again = import(&test, &bytes).await;
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 4));
}

#[tokio::test]
async fn what_a_cell_does_not_tell_is_named_by_row_and_column_and_nothing_changes() {
    let (test, _) = kenli().await;
    let before = exported(&test).await;
    let compound = |sheet: &mut Worksheet| {
        sheet.write(1, 0, "370505001007").unwrap();
        sheet.write(1, 1, "compound").unwrap();
        sheet.write(1, 2, "甲").unwrap();
    };
    let across = table(|sheet| {
        sheet.merge_range(1, 0, 1, 1, "370505001007", &Format::new()).unwrap();
        sheet.write(1, 2, "甲").unwrap();
    });
    let rounded = table(|sheet| {
        compound(sheet);
        sheet.write(1, 4, 370_505_001_007_003_123_f64).unwrap();
    });
    let faulty = table(|sheet| {
        compound(sheet);
        let formula = rust_xlsxwriter::Formula::new("=VLOOKUP(1,A1:A1,2)").set_result("#N/A");
        sheet.write_formula(1, 3, formula).unwrap();
    });
    let fraction = table(|sheet| {
        compound(sheet);
        sheet.write(1, 3, 12.5).unwrap();
    });
    let further = table(|sheet| {
        compound(sheet);
        sheet.write(1, 9, "备注").unwrap();
    });
    let wide = table(|sheet| {
        compound(sheet);
        sheet.write(1, 16_000, "x").unwrap();
    });
    let titled = {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.merge_range(0, 0, 0, 6, "垦利区小区一览表", &Format::new()).unwrap();
        headings(sheet, 1);
        workbook.save_to_buffer().unwrap()
    };
    let cut = rounded[..rounded.len() / 2].to_vec();
    let table = [
        (across, (2, "parent", "cell-merged")),
        (rounded, (2, "code", "cell-rounded")),
        (faulty, (2, "households", "cell-error")),
        (fraction, (2, "households", "number-wrong")),
        (further, (2, "", "row-length")),
        (wide, (0, "", "workbook-wide")),
        (titled, (1, "", "cell-merged")),
        (cut, (0, "", "workbook-broken")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old".to_vec(), (0, "", "workbook-old")),
        (Workbook::new().save_to_buffer().unwrap(), (1, "", "sheet-empty")),
    ];
    for (bytes, wanted) in table {
        assert_eq!(found(&import(&test, &bytes).await), [wanted]);
    }
    assert_eq!(exported(&test).await, before);
}

#[tokio::test]
async fn codes_are_judged_by_their_form_by_what_is_above_and_by_each_other() {
    let (test, _) = kenli().await;
    let head = "key,parent,kind,name,code\n";
    for (rows, wanted) in [
        ("a,370505001,community,甲,3705050010\n", vec![(2, "code", "code-wrong")]),
        ("a,370505001,community,甲,370505002009\n", vec![(2, "code", "code-elsewhere")]),
        ("a,370505001007,grid,甲,grid:370505001007\n", vec![(2, "code", "code-wrong")]),
        ("a,370505001007,grid,甲,grid:370505001008001\n", vec![(2, "code", "code-elsewhere")]),
        (
            "a,370505001,community,甲,370505001777\nb,a,grid,乙,grid:370505001778001\n",
            vec![(3, "code", "code-elsewhere")],
        ),
        (
            "a,370505001007,grid,甲,grid:370505001007001\nb,370505001007,grid,乙,grid:370505001007001\n",
            vec![(3, "code", "code-twice")],
        ),
        ("a,370505001007,grid,甲,grid:370505001007001\n", vec![]),
    ] {
        let done = import(&test, format!("{head}{rows}").as_bytes()).await;
        assert_eq!(found(&done), wanted, "{rows}");
    }
}

#[tokio::test]
async fn staff_come_from_a_workbook_too() {
    let (test, _) = kenli().await;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = ExcelDateTime::from_ymd(2026, 1, 5).unwrap();
    let format = Format::new().set_num_format("yyyy年m月d日");
    for (column, name) in (0..).zip(["name", "phone", "role", "place", "from"]) {
        sheet.write(0, column, name).unwrap();
    }
    sheet.write(1, 0, "王某").unwrap();
    sheet.write(1, 1, 19_900_000_001_f64).unwrap();
    sheet.write(1, 2, "community-worker").unwrap();
    sheet.write(1, 3, 370_505_001_007_f64).unwrap();
    sheet.write_datetime_with_format(1, 4, &day, &format).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    let done = setup::import_staff(&test.app, BY, &bytes, false).await.unwrap();
    assert_eq!((found(&done), done.new), (vec![], 1));
}
