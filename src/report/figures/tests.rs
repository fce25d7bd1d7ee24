use super::samples;
use super::*;

#[test]
fn svg_is_the_same_twice_and_says_what_it_is() {
    for figure in samples::all() {
        let provenance = samples::provenance();
        let first = svg(&figure, &provenance).expect("drawn");
        let second = svg(&figure, &provenance).expect("drawn");
        assert!(first == second, "{} differs", figure.name);
        assert!(first.contains("<desc>"));
        assert!(first.contains("font-family=\"Inter, 'Segoe UI'"));
        assert!(first.contains("viewBox=\"0 0 3200 2000\""));
        assert!(first.contains("role=\"img\" width=\"1600\" height=\"1000\""));
        assert!(first.contains("not a record of any child"));
    }
}

#[test]
fn png_has_its_size_and_is_the_same_twice() {
    let folder = tempfile::tempdir().expect("folder");
    let keep = std::env::var_os("CASELOAD_KEEP_FIGURES").map(std::path::PathBuf::from);
    for figure in samples::all() {
        let path = folder.path().join("one.png");
        write_png(&figure, &samples::provenance(), &path).expect("drawn");
        let first = std::fs::read(&path).expect("written");
        write_png(&figure, &samples::provenance(), &path).expect("drawn");
        assert!(
            first == std::fs::read(&path).expect("written"),
            "{} differs",
            figure.name
        );
        let size = |at: usize| {
            u32::from_be_bytes([first[at], first[at + 1], first[at + 2], first[at + 3]])
        };
        assert_eq!((size(16), size(20)), (1600, 1000));
        if let Some(keep) = &keep {
            std::fs::write(keep.join(format!("{}.png", figure.name)), &first).expect("kept");
            let text = svg(&figure, &samples::provenance()).expect("drawn");
            std::fs::write(keep.join(format!("{}.svg", figure.name)), text).expect("kept");
        }
    }
}

#[test]
fn empty_pictures_are_drawn_rather_than_refused() {
    use crate::report::figure::*;
    let weekly = Weekly {
        unit: "children".to_owned(),
        weeks: vec![],
        panels: vec![Panel {
            title: String::new(),
            lines: vec![],
            start: None,
        }],
        dates: vec![],
        shared_scale: true,
    };
    let mut figure = samples::flow();
    figure.plot = Plot::Weekly(weekly);
    assert!(svg(&figure, &samples::provenance()).is_ok());
    let (classes, unit) = (String::new(), String::new());
    figure.plot = Plot::Bars(Bars {
        classes,
        unit: unit.clone(),
        shares: false,
        panels: vec![],
    });
    assert!(svg(&figure, &samples::provenance()).is_ok());
    figure.plot = Plot::Dots(Dots {
        unit,
        shares: false,
        marks: vec![],
        rows: vec![],
    });
    assert!(svg(&figure, &samples::provenance()).is_ok());
}
