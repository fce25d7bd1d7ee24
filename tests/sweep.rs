//! Sweeps as a user runs them: killed and gone on with, shared out and put together, refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use tempfile::TempDir;

/// Files of which every byte must be the same however a sweep was done.
const SAME: [&str; 5] = [
    "results.parquet",
    "summary.csv",
    "points.csv",
    "sensitivity.csv",
    "data-dictionary.csv",
];

/// A folder with the tiny office and a sweep of it.
struct Bench {
    home: TempDir,
}

impl Bench {
    fn with(sweep: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let office = fs::read_to_string("scenarios/tiny-office.toml").expect("there");
        // The sweeps here are about sweeping: a shorter run of the same office is as good.
        let office = office
            .replace("\"52 wk\"", "\"20 wk\"")
            .replace("\"13 wk\"", "\"4 wk\"");
        fs::write(home.path().join("office.toml"), office).expect("written");
        let bench = Self { home };
        bench.write("sweep.toml", sweep);
        bench
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("caseload"));
        command.current_dir(self.home.path());
        command
            .args(["sweep", "sweep.toml", "--figures", "none"])
            .args(more);
        command
    }

    /// Runs to the end: exit code, standard output, standard error.
    fn run(&self, more: &[&str]) -> (i32, String, String) {
        let done = self.command(more).output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let code = done.status.code().expect("not killed");
        (code, text(done.stdout), text(done.stderr))
    }

    fn done(&self, more: &[&str]) -> String {
        let (code, out, err) = self.run(more);
        assert_eq!(code, 0, "{more:?}: {err}");
        out
    }

    fn same(&self, one: &str, other: &str) {
        for file in SAME {
            let read = |folder: &str| fs::read(self.path(folder).join(file)).ok();
            assert!(
                read(one) == read(other),
                "{file} of {one} and {other} differ"
            );
        }
        assert!(self.path(one).join("results.parquet").exists());
    }

    fn blocks(&self, ledger: &str) -> usize {
        let entries = fs::read_dir(self.path(ledger))
            .into_iter()
            .flatten()
            .flatten();
        let is_block = |path: &Path| path.extension().is_some_and(|ending| ending == "block");
        entries.filter(|entry| is_block(&entry.path())).count()
    }

    /// Starts and kills (SIGKILL) once so many blocks are done; whether it was still running.
    fn killed_after(&self, blocks: usize, more: &[&str]) -> bool {
        let mut child = self
            .command(more)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let began = Instant::now();
        while self.blocks("out.ledger") < blocks && began.elapsed() < Duration::from_secs(120) {
            if child.try_wait().expect("asked").is_some() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().expect("killed");
        let _ = child.wait();
        true
    }
}

const LATIN: &str = r#"
title = "Posts, time and demand"
scenario = "office.toml"
replications = 12
measures = ["waiting_children_mean", "wait_for_named_worker_wd_mean"]

[design]
kind = "latin hypercube"
points = 12

[vary.posts]
path = "team.casework.posts"
from = 3
to = 8

[vary."people.casework_share"]
times = [0.8, 1.1]

[vary.order]
path = "team.casework.order"
values = ["need band", "first come"]
"#;

#[test]
fn killed_and_gone_on_with_or_shared_out_it_gives_the_same_bytes() {
    let bench = Bench::with(LATIN);
    bench.done(&["--out", "whole", "--jobs", "2"]);
    assert!(
        !bench.path("whole.ledger").exists(),
        "cleared away at the end"
    );
    let mut killed = 0;
    for blocks in [1, 7, 16] {
        let more = ["--out", "out", "--resume", "--jobs", "2"];
        killed += usize::from(bench.killed_after(blocks, &more));
        assert!(!bench.path("out").exists(), "no results before all is done");
    }
    assert_eq!(killed, 3, "it was over too soon to be killed three times");
    let had = bench.blocks("out.ledger");
    assert!((16..24).contains(&had), "{had} of 24 blocks");
    let (code, _, err) = bench.run(&["--out", "out"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("of 24 blocks done") && err.contains("--resume"),
        "{err}"
    );
    let (_, _, err) = bench.run(&["--out", "out", "--resume", "--jobs", "1"]);
    assert!(err.contains("of 24 blocks are done already"), "{err}");
    bench.same("whole", "out");
    assert!(!bench.path("out.ledger").exists());
    let again = bench.done(&["--out", "out", "--resume"]);
    assert!(again.contains("whole already"), "{again}");
    for shard in 1..=8 {
        bench.done(&["--out", "parts", "--shard", &format!("{shard}/8")]);
    }
    assert!(!bench.path("parts").exists());
    let ledgers: Vec<String> = (1..=8)
        .map(|which| format!("parts.shard-{which}-of-8.ledger"))
        .collect();
    let merge = |ledgers: &[&String]| {
        let mut words = vec!["--out", "merged", "--merge"];
        words.extend(ledgers.iter().map(|name| name.as_str()));
        bench.run(&words)
    };
    let but_one: Vec<&String> = ledgers
        .iter()
        .filter(|name| !name.contains("-2-"))
        .collect();
    let (code, _, err) = merge(&but_one);
    assert_eq!(code, 3);
    assert!(
        err.contains("4 of 24 blocks are in none") && err.contains("point 2"),
        "{err}"
    );
    assert!(!bench.path("merged").exists());
    let (code, _, err) = merge(&ledgers.iter().collect::<Vec<_>>());
    assert_eq!(code, 0, "{err}");
    bench.same("whole", "merged");
    other_things_are_not_gone_on_with(&bench);
}

fn other_things_are_not_gone_on_with(bench: &Bench) {
    let more = ["--out", "out", "--resume", "--overwrite"];
    assert_eq!(bench.run(&more).0, 2, "either of them");
    fs::remove_dir_all(bench.path("out")).expect("removed");
    assert!(bench.killed_after(2, &["--out", "out"]));
    let before = bench.blocks("out.ledger");
    let office = fs::read_to_string(bench.path("office.toml")).expect("there");
    bench.write(
        "office.toml",
        &office.replace("\"5 per 7 d\"", "\"5.1 per 7 d\""),
    );
    let (code, _, err) = bench.run(&["--out", "out", "--resume"]);
    assert_eq!(code, 3);
    assert!(err.contains("the scenario has changed"), "{err}");
    assert!(!err.contains("the sweep file has changed"), "{err}");
    bench.write("office.toml", &office);
    bench.write("sweep.toml", &LATIN.replace("to = 8", "to = 9"));
    let (code, _, err) = bench.run(&["--out", "out", "--resume"]);
    assert_eq!((code, bench.blocks("out.ledger")), (3, before));
    assert!(err.contains("the sweep file has changed"), "{err}");
    // Comments and layout are no change.
    bench.write("sweep.toml", &format!("# a remark\n{LATIN}"));
    bench.done(&["--out", "out", "--resume"]);
    bench.same("whole", "out");
}

#[test]
fn what_waits_in_its_own_folder_is_not_passed_over_without_a_word() {
    let bench = Bench::with(LATIN);
    let (code, out, err) = bench.run(&[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("output"), "{out}");
    // Killed in the folder that the program chose, then the scenario was changed.
    let results = fs::read_dir(bench.path("output")).expect("there");
    let name = results.flatten().next().expect("one").file_name();
    let ledger = bench.path("output").join(&name).with_extension("ledger");
    fs::rename(bench.path("output").join(&name), bench.path("kept")).expect("put aside");
    let mut child = bench
        .command(&[])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let began = Instant::now();
    while !ledger.join("ledger.txt").exists() && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    let _ = child.wait();
    assert!(ledger.exists(), "it was over too soon to be killed");
    let office = fs::read_to_string(bench.path("office.toml")).expect("there");
    let other = office.replace("\"5 per 7 d\"", "\"5.1 per 7 d\"");
    bench.write("office.toml", &other);
    let (code, _, err) = bench.run(&["--resume"]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("the scenario has changed"), "{err}");
    bench.write("office.toml", &office);
    let (code, _, err) = bench.run(&["--resume"]);
    assert_eq!(code, 0, "{err}");
    assert!(!ledger.exists(), "cleared away at the end");
    let (one, two) = (bench.path("output").join(&name), bench.path("kept"));
    let bytes = |folder: &Path| fs::read(folder.join("results.parquet")).expect("there");
    assert!(bytes(&one) == bytes(&two));
}

#[test]
fn every_future_is_in_the_file_and_is_what_a_run_gives() {
    let sweep = r#"
        scenario = "office.toml"
        replications = 3
        measures = ["waiting_children_mean"]
        design.kind = "grid"
        [vary."team.casework.posts"]
        values = [4, 7]
        [vary.order]
        path = "team.casework.order"
        values = ["need band", "first come"]
    "#;
    let bench = Bench::with(sweep);
    bench.done(&["--out", "out"]);
    let file = fs::File::open(bench.path("out/results.parquet")).expect("there");
    let reader = SerializedFileReader::new(file).expect("a Parquet file");
    let fields = reader
        .metadata()
        .file_metadata()
        .schema()
        .get_fields()
        .to_vec();
    let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
    let first = ["point", "replication", "seed", "measure", "unit", "value"];
    assert_eq!(names[..6], first);
    assert_eq!(names[6..], ["team.casework.posts", "order"]);
    let mut found = Vec::new();
    for row in reader.get_row_iter(None).expect("rows") {
        let row: Vec<Field> = row
            .expect("a row")
            .get_column_iter()
            .map(|c| c.1.clone())
            .collect();
        let (Field::Int(point), Field::Int(future)) = (&row[0], &row[1]) else {
            panic!("{row:?}");
        };
        let (Field::Double(value), Field::Double(posts)) = (&row[5], &row[6]) else {
            panic!("{row:?}");
        };
        let Field::Str(order) = &row[7] else {
            panic!("{row:?}");
        };
        assert_eq!(row[2], Field::ULong(7), "the scenario's seed");
        found.push((*point, *future, *value, *posts, order.clone()));
    }
    let places: Vec<(i32, i32)> = found.iter().map(|row| (row.0, row.1)).collect();
    let wanted: Vec<(i32, i32)> = (1..=4).flat_map(|p| (0..3).map(move |r| (p, r))).collect();
    assert_eq!(places, wanted);
    let single = |posts: f64, order: &str| {
        let file = bench.path("office.toml");
        let sets = [
            ("team.casework.posts".to_owned(), posts.to_string()),
            ("team.casework.order".to_owned(), format!("{order:?}")),
        ];
        let plan = caseload::scenario::load(&file, &sets).expect("it is right");
        let asked = caseload::experiment::monitor_plan(&plan, &[]).expect("understood");
        let at = asked
            .catalogue
            .find("waiting_children_mean", &asked.setting)
            .expect("kept");
        let one = caseload::experiment::run_one(&plan, &asked, 2).expect("it runs");
        one.values[at].expect("a value")
    };
    for (_, future, value, posts, order) in &found {
        if *future == 2 {
            assert_eq!(*value, single(*posts, order), "{posts} posts, {order}");
        }
    }
}

/// A cap far above what anybody holds does nothing; demand does most.
const PLANTED: &str = r#"
scenario = "office.toml"
replications = 5
measures = ["waiting_children_mean", "open_children_mean"]
[vary.cap]
path = "team.casework.cap_families"
from = 200
to = 400
[vary.sickness]
path = "people.sickness.short.per_year"
from = 1.5
to = 1.7
[vary.demand]
path = "office.A.families"
from = "2 per 7 d"
to = "7 per 7 d"
"#;

#[test]
fn an_input_that_does_nothing_ranks_last_and_the_one_that_does_most_first() {
    let designs = [
        ("kind = \"morris\"\ntrajectories = 4", "mu star"),
        ("kind = \"sobol indices\"\npoints = 8", "total index"),
        (
            "kind = \"latin hypercube\"\npoints = 40",
            "partial rank correlation",
        ),
        ("kind = \"one at a time\"", "change"),
    ];
    for (design, statistic) in designs {
        let bench = Bench::with(&format!("{PLANTED}[design]\n{design}\n"));
        let said = bench.done(&["--out", "out"]);
        let mut reader =
            csv::Reader::from_path(bench.path("out/sensitivity.csv")).expect("a table");
        let mut size = |input: &str| {
            let rows: Vec<csv::StringRecord> =
                reader.records().map(|row| row.expect("a row")).collect();
            reader.seek(csv::Position::new()).expect("again");
            let own = rows.iter().filter(|row| {
                row[0].starts_with("open_children") && &row[2] == input && &row[3] == statistic
            });
            own.map(|row| row[5].parse::<f64>().expect("a number").abs())
                .fold(0.0, f64::max)
        };
        let (cap, sickness, demand) = (size("cap"), size("sickness"), size("demand"));
        assert!(
            demand > sickness && demand > cap,
            "{design}: {demand} {sickness} {cap}"
        );
        if statistic == "partial rank correlation" {
            assert!(cap < 0.35 && demand > 0.8, "{cap} {demand}");
        } else {
            assert_eq!(cap, 0.0, "{design}: the same futures, so exactly nothing");
        }
        assert!(said.contains("hangs most on"), "{said}");
        let one_at_a_time = said.contains("one at a time, no interactions");
        assert_eq!(one_at_a_time, statistic == "change", "{said}");
    }
}

#[test]
fn words_have_no_rank_and_are_left_out_of_rank_correlations() {
    let order = LATIN.find("[vary.order]").expect("words are varied");
    let of = |sweep: &str| {
        let sweep = sweep
            .replace("replications = 12", "replications = 2")
            .replace("waiting_children_mean", "open_children_mean");
        let bench = Bench::with(&sweep.replace("from = 3", "from = 2"));
        bench.done(&["--out", "out"]);
        let read = |name: &str| fs::read_to_string(bench.path("out").join(name));
        let manifest = read("manifest.json").expect("a manifest");
        (read("sensitivity.csv").ok(), manifest)
    };
    let (table, manifest) = of(LATIN);
    let table = table.expect("numbers are ranked");
    let of_input = |name: &str| table.lines().filter(|line| line.contains(name)).count();
    assert_eq!(
        (of_input(",posts,"), of_input(",order,")),
        (2, 0),
        "{table}"
    );
    assert!(manifest.contains("words have no order"), "{manifest}");
    // Without words nothing is said of words.
    let (table, manifest) = of(&LATIN[..order]);
    assert!(table.is_some() && !manifest.contains("words have no order"));
    // With nothing but words there is nothing to rank.
    let vary = LATIN.find("[vary.posts]").expect("numbers are varied");
    let (table, manifest) = of(&[&LATIN[..vary], &LATIN[order..]].concat());
    assert_eq!(table, None);
    assert!(manifest.contains("words have no order"), "{manifest}");
}

#[test]
fn wrong_sweeps_are_refused_with_every_reason_and_nothing_is_touched() {
    let head = "scenario = \"office.toml\"\nmeasures = [\"waiting_children_mean\"]\n";
    let grid = "design.kind = \"grid\"\n";
    let cases = [
        (
            format!("{head}{grid}vary.\"team.casework.postz\".values = [1]\n"),
            vec![
                "unknown key `postz`",
                "did you mean `posts`",
                "sweep.toml:4",
            ],
        ),
        (
            format!("{head}{grid}vary.\"office.Q.families\".values = [\"1 per 7 d\"]\n"),
            vec!["a path that fits something", "office.A.families"],
        ),
        (
            format!("{head}{grid}[vary.\"team.casework.posts\"]\nfrom = 5\nto = 5\nsteps = 3\n"),
            vec!["empty range"],
        ),
        (
            format!(
                "{head}[design]\nkind = \"sobol\"\npoints = 1_000_000_000\n[vary.p]\npath = \
                     \"team.casework.posts\"\nfrom = 1\nto = 5\n"
            ),
            vec!["1000000000 points", "at most 10000"],
        ),
        (
            format!(
                "{head}{grid}[vary.p]\npath = \"team.casework.posts\"\nfrom = 1\nto = 9\nsteps = \
                     100_000\n[vary.q]\npath = \"people.casework_share\"\nfrom = 0.1\nto = \
                     0.9\nsteps = 10_000\n"
            ),
            vec!["1000000000 points", "at most 10000"],
        ),
        (
            format!(
                "{head}[design]\nkind = \"sobol\"\npoints = 100\n[vary.p]\npath = \
                     \"team.casework.posts\"\nfrom = 1\nto = 5\n"
            ),
            vec!["a power of two", "try 128"],
        ),
        (
            "scenario = 5\nmeasures = \"x_y\"\nreplications = \"many\"\ndesign.kind = \
             \"grit\"\nvery = 1\n"
                .to_owned(),
            vec![
                "found 5",
                "\"many\"",
                "\"grit\"",
                "unknown key `very`",
                "did you mean `vary`",
            ],
        ),
        (
            format!(
                "{head}{grid}[vary.p]\npath = \"team.casework.posts\"\nvalues = [4, \"lots\"]\n"
            ),
            vec!["lots", "at point 2 of 2"],
        ),
        (
            format!(
                "{}{grid}vary.\"team.casework.posts\".values = [4]\n",
                head.replace("waiting_children_mean", "waiting_childern_mean")
            ),
            vec!["waiting_childern", "sweep.toml:2"],
        ),
        (
            format!("{head}{grid}vary.\"team.casework.posts\".belief = true\n"),
            vec!["no belief range"],
        ),
        (
            format!(
                "{head}{grid}vary.\"team.casework.posts\".values = [4]\n[vary.q]\npath = \
                     \"team.*.posts\"\nvalues = [5, 6]\n"
            ),
            vec!["team.casework.posts varied by team.casework.posts and by q"],
        ),
        (
            format!(
                "{}rank_by = \"cost_pounds\"\n{grid}vary.\"team.casework.posts\".values = [4]\n",
                head.replace("waiting_children_mean", "cost_pounds\", \"waiting_mean")
            ),
            vec!["a ranking by cost alone", "children on protection plans"],
        ),
        ("".to_owned(), vec!["an empty file"]),
    ];
    for (sweep, wanted) in cases {
        let bench = Bench::with(&sweep);
        let (code, out, err) = bench.run(&["--out", "out"]);
        assert_eq!((code, out.as_str()), (3, ""), "{sweep}: {err}");
        for words in wanted {
            assert!(err.contains(words), "{words}: {err}");
        }
        let left = fs::read_dir(bench.home.path()).expect("there").count();
        assert_eq!(left, 2, "{sweep}: something was written");
    }
}

#[test]
fn points_come_from_a_table_too_and_its_mistakes_have_lines() {
    let sweep = r#"
        scenario = "office.toml"
        replications = 2
        measures = ["waiting_children_mean"]
        [design]
        kind = "csv"
        file = "points.csv"
        [vary.posts]
        path = "team.casework.posts"
    "#;
    let bench = Bench::with(sweep);
    bench.write("points.csv", "posts,people.notice\n5,6 wk\n7,12 wk\n");
    bench.done(&["--out", "out"]);
    let points = fs::read_to_string(bench.path("out/points.csv")).expect("there");
    assert!(
        points.contains("2,people.notice,people.notice,\"\"\"12 wk\"\"\""),
        "{points}"
    );
    bench.write("points.csv", "posts,people.notice\n5,6 wk\n7,\n8\n");
    let (code, _, err) = bench.run(&["--out", "out2"]);
    assert_eq!(code, 3);
    assert!(
        err.contains("points.csv:3") && err.contains("points.csv:4"),
        "{err}"
    );
}

#[test]
fn a_dry_run_counts_and_estimates_and_writes_nothing() {
    let bench = Bench::with(LATIN);
    let said = bench.done(&["--dry-run"]);
    assert!(
        said.contains("12 points, 12 futures each, 144 in all"),
        "{said}"
    );
    assert!(said.contains("Nothing was written"), "{said}");
    assert_eq!(fs::read_dir(bench.home.path()).expect("there").count(), 2);
}

#[test]
fn the_sweeps_that_come_with_the_program_are_right() {
    let mut found = 0;
    for file in fs::read_dir("scenarios/sweeps").expect("there").flatten() {
        let sweep = caseload::study::file::read(&file.path(), &[]).expect("it is right");
        let ready = caseload::study::Ready::of(sweep, "caseload", 0).expect("every point is right");
        assert!(ready.futures() > 100);
        found += 1;
    }
    assert!(found >= 2);
}
