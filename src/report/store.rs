//! The only writer under the output folder.
//!
//! A folder appears whole or not at all: everything is written into a sibling with a name of its
//! own, which takes the place of the old folder in one step. A killed run leaves the old folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::package::{data_dictionary, data_package};
use super::table::Table;
use super::{Report, board, figures, page};

/// What could not be done to which file or folder.
#[derive(Debug, thiserror::Error)]
#[error("{}: {cause}", path.display())]
pub struct StoreError {
    /// File or folder.
    pub path: PathBuf,
    /// Why not.
    pub cause: StoreProblem,
}

/// Why a result folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum StoreProblem {
    /// The folder is there already.
    #[error("there already; choose another folder with --out, or replace it with --overwrite")]
    Exists,
    /// Something that is not a folder of results stands in the way.
    #[error("not a folder of results, so it will not be replaced")]
    NotOurs,
    /// The path does not name a folder.
    #[error("not the name of a folder")]
    NoName,
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A table could not be written as CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A JSON file could not be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A picture could not be drawn.
    #[error(transparent)]
    Draw(#[from] figures::DrawError),
    /// The workbook could not be written.
    #[error(transparent)]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The page could not be written.
    #[error(transparent)]
    Page(#[from] minijinja::Error),
}

/// Which pictures are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Scalable pictures.
    pub svg: bool,
    /// Pictures made of points.
    pub png: bool,
}

impl Wanted {
    /// Both kinds.
    pub const ALL: Self = Self {
        svg: true,
        png: true,
    };
    /// No pictures.
    pub const NONE: Self = Self {
        svg: false,
        png: false,
    };
}

fn failed(path: &Path) -> impl FnOnce(StoreProblem) -> StoreError {
    let path = path.to_owned();
    move |cause| StoreError { path, cause }
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    move |cause| StoreError {
        path,
        cause: StoreProblem::Io(cause),
    }
}

/// Whether results may be written to `folder`; to be asked before anything is simulated.
///
/// # Errors
///
/// When the folder is there and may not be replaced, or is something other than results: a folder
/// that is not empty and has no `manifest.json` is never replaced, whatever was asked.
pub fn check(folder: &Path, overwrite: bool) -> Result<(), StoreError> {
    let problem = |cause| {
        Err(StoreError {
            path: folder.to_owned(),
            cause,
        })
    };
    if folder.file_name().is_none() {
        return problem(StoreProblem::NoName);
    }
    let found = match fs::symlink_metadata(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return problem(StoreProblem::Io(error)),
    };
    if !found.is_dir() {
        return problem(StoreProblem::NotOurs);
    }
    let empty = fs::read_dir(folder)
        .map_err(refused(folder))?
        .next()
        .is_none();
    if !empty && !folder.join("manifest.json").is_file() {
        return problem(StoreProblem::NotOurs);
    }
    if overwrite || empty {
        Ok(())
    } else {
        problem(StoreProblem::Exists)
    }
}

/// Writes the whole result folder and returns the files written, in order, relative to it.
///
/// # Errors
///
/// As [`check`]; or when a file cannot be written or a picture not drawn. Then nothing of the new
/// results is left, and a folder that was there before is as it was.
pub fn write(
    report: &Report,
    folder: &Path,
    wanted: Wanted,
    overwrite: bool,
) -> Result<Vec<String>, StoreError> {
    check(folder, overwrite)?;
    let parent = match folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(refused(parent))?;
    let building = sibling(folder, "part")?;
    fs::create_dir(&building).map_err(refused(&building))?;
    let done = fill(report, &building, wanted).and_then(|files| {
        on_disk(&building, &files)?;
        replace(folder, &building)?;
        let _ = fs::File::open(parent).and_then(|parent| parent.sync_all());
        Ok(files)
    });
    if done.is_err() {
        // The first failure is the one to report; what cannot be cleared away is only litter.
        let _ = fs::remove_dir_all(&building);
    }
    done
}

/// Waits until the files are on the disk: what they were made from may be cleared away next. A
/// folder cannot be waited for on every system.
fn on_disk(folder: &Path, files: &[String]) -> Result<(), StoreError> {
    for name in files {
        let path = folder.join(name);
        let file = fs::OpenOptions::new().append(true).open(&path);
        file.and_then(|file| file.sync_all())
            .map_err(refused(&path))?;
    }
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// What runs of the same name that were killed left beside `folder`: unfinished results, and old
/// ones set aside while new ones were put in their place. A run that is under way has one too.
///
/// Only found, never removed: a folder cannot tell whether its writer still lives.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Vec::new();
    };
    let here = if parent == Path::new("") {
        Path::new(".")
    } else {
        parent
    };
    let head = format!(".{}.", name.to_string_lossy());
    let ours = |entry: &fs::DirEntry| {
        let found = entry.file_name();
        let found = found.to_string_lossy().into_owned();
        let numbers = found.strip_prefix(&head).and_then(|rest| {
            let part = rest.strip_suffix(".part");
            part.or_else(|| rest.strip_suffix(".old"))
        });
        let (process, turn) = numbers.and_then(|both| both.split_once('-'))?;
        let number = |text: &str| text.parse::<u32>().is_ok();
        (number(process) && number(turn)).then(|| parent.join(found))
    };
    let entries = fs::read_dir(here).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| ours(&entry)).collect();
    found.sort();
    found
}

/// A name beside `folder` that is not taken.
fn sibling(folder: &Path, ending: &str) -> Result<PathBuf, StoreError> {
    let Some(name) = folder.file_name() else {
        return Err(failed(folder)(StoreProblem::NoName));
    };
    let process = std::process::id();
    for turn in 0..1_000 {
        let name = format!(".{}.{process}-{turn}.{ending}", name.to_string_lossy());
        let path = folder.with_file_name(name);
        if fs::symlink_metadata(&path).is_err() {
            return Ok(path);
        }
    }
    Err(failed(folder)(StoreProblem::Exists))
}

/// Puts the finished folder in its place; the old one is removed only afterwards.
fn replace(folder: &Path, building: &Path) -> Result<(), StoreError> {
    if fs::symlink_metadata(folder).is_err() {
        return fs::rename(building, folder).map_err(refused(folder));
    }
    let old = sibling(folder, "old")?;
    fs::rename(folder, &old).map_err(refused(folder))?;
    if let Err(error) = fs::rename(building, folder) {
        let back = fs::rename(&old, folder);
        return Err(refused(folder)(back.err().unwrap_or(error)));
    }
    fs::remove_dir_all(&old).map_err(refused(&old))
}

/// Writes every file into a fresh folder.
fn fill(report: &Report, folder: &Path, wanted: Wanted) -> Result<Vec<String>, StoreError> {
    let mut writer = Writer {
        folder,
        files: Vec::new(),
    };
    let tables: Vec<&Table> = report.files.iter().collect();
    writer.json("manifest.json", &report.manifest)?;
    for table in &tables {
        writer.csv(&format!("{}.csv", table.name), table)?;
    }
    let drawn = drawn(report, wanted)?;
    let mut others = writer.pages(report, &drawn)?;
    let mut twins = Vec::new();
    if wanted != Wanted::NONE && !report.figures.is_empty() {
        let path = folder.join("figures");
        fs::create_dir(&path).map_err(refused(&path))?;
        for (figure, svg) in report.figures.iter().zip(&drawn) {
            let twin = figure.to_table();
            writer.csv(&format!("figures/{}.csv", twin.name), &twin)?;
            twins.push(twin);
            writer.pictures(report, (figure, svg), wanted, &mut others)?;
        }
    }
    let dictionary = data_dictionary(&tables, &twins);
    writer.csv("data-dictionary.csv", &dictionary)?;
    let mut described = tables;
    described.push(&dictionary);
    let package = data_package(report, &described, &twins, &others);
    writer.json("datapackage.json", &package)?;
    let mut files = writer.files;
    for (name, part) in &report.parts {
        let inside = folder.join(name);
        fs::create_dir_all(&inside).map_err(refused(&inside))?;
        let written = fill(part, &inside, Wanted::NONE)?;
        files.extend(written.iter().map(|file| format!("{name}/{file}")));
    }
    files.sort();
    Ok(files)
}

/// Every picture as the text of an SVG, for the page and for its own file; none where none are
/// wanted.
fn drawn(report: &Report, wanted: Wanted) -> Result<Vec<String>, StoreError> {
    if wanted == Wanted::NONE {
        return Ok(Vec::new());
    }
    let draw = |figure: &super::Figure| {
        let name = format!("figures/{}.svg", figure.name);
        figures::svg(figure, &report.provenance)
            .map_err(|cause| failed(Path::new(&name))(cause.into()))
    };
    report.figures.iter().map(draw).collect()
}

struct Writer<'a> {
    folder: &'a Path,
    files: Vec<String>,
}

impl Writer<'_> {
    fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        fs::write(&path, bytes).map_err(refused(&path))?;
        self.files.push(name.to_owned());
        Ok(())
    }

    fn csv(&mut self, name: &str, table: &Table) -> Result<(), StoreError> {
        let bytes = table
            .to_csv()
            .map_err(|cause| failed(Path::new(name))(cause.into()))?;
        self.bytes(name, &bytes)
    }

    fn json(&mut self, name: &str, value: &serde_json::Value) -> Result<(), StoreError> {
        let mut text = serde_json::to_string_pretty(value)
            .map_err(|cause| failed(Path::new(name))(cause.into()))?;
        text.push('\n');
        self.bytes(name, text.as_bytes())
    }

    /// What people read or paste from; the names of the files.
    fn pages(&mut self, report: &Report, drawn: &[String]) -> Result<Vec<String>, StoreError> {
        let (page, pack) = ("report.html", "board-pack.xlsx");
        let html = page::html(report, drawn);
        let html = html.map_err(|cause| failed(Path::new(page))(cause.into()))?;
        self.bytes(page, html.as_bytes())?;
        let book = board::workbook(report);
        let book = book.map_err(|cause| failed(Path::new(pack))(cause.into()))?;
        self.bytes(pack, &book)?;
        let mut names = vec![page.to_owned(), pack.to_owned()];
        for (name, text) in &report.pages {
            self.bytes(name, text.as_bytes())?;
            names.push(name.clone());
        }
        for (name, bytes) in &report.data {
            self.bytes(name, bytes)?;
            names.push(name.clone());
        }
        Ok(names)
    }

    fn pictures(
        &mut self,
        report: &Report,
        (figure, svg): (&super::Figure, &str),
        wanted: Wanted,
        pictures: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        if wanted.svg {
            let name = format!("figures/{}.svg", figure.name);
            self.bytes(&name, svg.as_bytes())?;
            pictures.push(name);
        }
        if wanted.png {
            let name = format!("figures/{}.png", figure.name);
            let path = self.folder.join(&name);
            figures::write_png(figure, &report.provenance, &path)
                .map_err(|cause| failed(&path)(cause.into()))?;
            self.files.push(name.clone());
            pictures.push(name);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::figures::samples;
    use crate::report::table::{Cell, Column, ColumnKind};

    fn report(value: f64) -> Report {
        let column = Column::with_unit("value", ColumnKind::Number, "children", "A number.");
        let mut table = Table::new("summary", "Summary", vec![column]);
        table.push(vec![Cell::Number(value)]);
        Report {
            guard: Vec::new(),
            title: "Test".to_owned(),
            answer: vec![],
            provenance: samples::provenance(),
            tables: vec![],
            one_by_one: vec![],
            details: vec![],
            files: vec![table],
            pages: Vec::new(),
            data: Vec::new(),
            figures: vec![samples::waits()],
            notes: vec![],
            parts: vec![],
            manifest: serde_json::json!({ "schema": "caseload-manifest/v1" }),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("folder");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_folder_is_whole_and_nothing_else_is_left() {
        let home = tempfile::tempdir().expect("folder");
        let folder = home.path().join("out").join("plan");
        let files = write(&report(1.0), &folder, Wanted::ALL, false).expect("written");
        assert_eq!(names(home.path().join("out").as_path()), ["plan"]);
        assert_eq!(
            files,
            [
                "board-pack.xlsx",
                "data-dictionary.csv",
                "datapackage.json",
                "figures/waits.csv",
                "figures/waits.png",
                "figures/waits.svg",
                "manifest.json",
                "report.html",
                "summary.csv"
            ]
        );
        for file in &files {
            assert!(folder.join(file).is_file(), "{file}");
        }
        let package = fs::read_to_string(folder.join("datapackage.json")).expect("there");
        let package: serde_json::Value = serde_json::from_str(&package).expect("JSON");
        // Everything but the package itself is listed in it.
        assert_eq!(
            package["resources"].as_array().map(Vec::len),
            Some(files.len() - 1)
        );
    }

    #[test]
    fn a_folder_is_replaced_only_when_asked_and_only_if_it_holds_results() {
        let home = tempfile::tempdir().expect("folder");
        let folder = home.path().join("plan");
        write(&report(1.0), &folder, Wanted::NONE, false).expect("written");
        let error = write(&report(2.0), &folder, Wanted::NONE, false).expect_err("there already");
        assert!(error.to_string().contains("--overwrite"), "{error}");
        write(&report(2.0), &folder, Wanted::NONE, true).expect("replaced");
        let text = fs::read_to_string(folder.join("summary.csv")).expect("there");
        assert_eq!(text, "value\n2\n");
        let other = home.path().join("mine");
        fs::create_dir(&other).expect("made");
        fs::write(other.join("letter.txt"), "dear").expect("written");
        let error = write(&report(2.0), &other, Wanted::NONE, true).expect_err("not results");
        assert!(matches!(error.cause, StoreProblem::NotOurs));
        assert_eq!(names(home.path()), ["mine", "plan"]);
    }

    #[test]
    fn what_a_killed_run_left_is_found_and_nothing_else_is() {
        let home = tempfile::tempdir().expect("folder");
        let folder = home.path().join("plan");
        for name in [
            ".plan.12-0.part",
            ".plan.7-3.old",
            ".plan-b.12-0.part",
            ".plan.x.part",
        ] {
            fs::create_dir(home.path().join(name)).expect("made");
        }
        let found = leftovers(&folder);
        let wanted = [".plan.12-0.part", ".plan.7-3.old"].map(|name| home.path().join(name));
        assert_eq!(found, wanted);
        assert_eq!(leftovers(&home.path().join("other")), [] as [PathBuf; 0]);
    }

    #[test]
    fn a_failure_leaves_the_old_folder_as_it_was() {
        let home = tempfile::tempdir().expect("folder");
        let folder = home.path().join("plan");
        write(&report(1.0), &folder, Wanted::NONE, false).expect("written");
        let mut broken = report(2.0);
        broken.files[0].name = "no/such/place".to_owned();
        write(&broken, &folder, Wanted::NONE, true).expect_err("cannot be written");
        assert_eq!(names(home.path()), ["plan"]);
        let text = fs::read_to_string(folder.join("summary.csv")).expect("there");
        assert_eq!(text, "value\n1\n");
    }
}
