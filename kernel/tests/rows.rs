//! 行数 — many rows are written and read in a memory that does not grow with them (quality 3.6).

use std::fs::File;

use kernel::sheet::{Column, Format, Kind, Limits, Writer, open};

/// The most memory this process ever held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn columns() -> Vec<Column> {
    let titles = ["姓名", "证件号码", "手机号", "保障方式", "家庭类别", "申请日期", "住址", "备注"];
    titles.iter().map(|title| Column::new(*title, if *title == "申请日期" { Kind::Date } else { Kind::Text }, 12)).collect()
}

fn write(format: Format, rows: u32, path: &std::path::Path) {
    let mut writer = Writer::new(format, &columns(), "", &[], None).unwrap();
    for at in 0..rows {
        let row = [
            format!("住户{at}"),
            format!("36070219900101{at:04}"),
            format!("154{at:08}"),
            "实物配租".into(),
            "城镇低收入住房困难家庭".into(),
            "2019-03-05".into(),
            format!("解放街道演示路{at}号"),
            String::new(),
        ];
        writer.row(&row).unwrap();
    }
    writer.finish_to(&mut File::create(path).unwrap()).unwrap();
}

fn read(path: &std::path::Path) -> u32 {
    let opened = open(File::open(path).unwrap(), Limits::COMMAND).unwrap();
    opened.rows.map(|row| row.unwrap()).fold(0, |count, _| count + 1)
}

fn both(rows: u32) -> Vec<(Format, u64, u64, u64)> {
    let folder = tempfile::tempdir().unwrap();
    let mut figures = Vec::new();
    for format in [Format::Csv, Format::Xlsx] {
        let path = folder.path().join(format.ending());
        write(format, rows, &path);
        let written = peak();
        assert_eq!(read(&path), rows);
        figures.push((format, std::fs::metadata(&path).unwrap().len() >> 10, written, peak()));
    }
    figures
}

#[test]
fn fifty_thousand_rows_are_written_and_read_in_a_fixed_memory() {
    let before = peak();
    for (format, _, written, read) in both(50_000) {
        let grown = read.max(written) - before;
        assert!(grown < 64 << 10, "{format:?} took {grown} KiB");
    }
}

/// `cargo test -p anju-kernel --test rows -- --ignored --nocapture`
#[test]
#[ignore = "minutes, and a gigabyte of temporary files"]
fn a_million_rows_are_written_and_read_in_a_fixed_memory() {
    let before = peak();
    for (format, size, written, read) in both(1_000_000) {
        println!("{format:?}: file {size} KiB, peak {before} KiB before, {written} KiB after writing, {read} KiB after reading");
        assert!(read - before < 96 << 10, "{format:?} took {} KiB", read - before);
    }
}
