//! Random scenario files that are right: the text of a small service with every optional rule
//! switched on or off by chance, extremes included. The same number gives the same text.

use std::fmt::Write as _;

/// Chance, from a number.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same number.
    pub fn new(number: u64) -> Self {
        Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// splitmix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn chance(&mut self, p: f64) -> bool {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64 <= p && p > 0.0
    }

    /// A number of two digits after the point.
    fn number(&mut self, from: f64, to: f64) -> f64 {
        let steps = ((to - from) * 100.0).round() as u64;
        ((from * 100.0).round() + self.below(steps + 1) as f64) / 100.0
    }

    /// One of several, the ends as likely as all between.
    fn share(&mut self) -> f64 {
        match self.below(6) {
            0 => 0.0,
            1 => 1.0,
            _ => self.number(0.05, 0.95),
        }
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }

    fn flag(&mut self) -> bool {
        self.chance(0.5)
    }
}

/// What the rest of a file hangs on.
struct Frame {
    continuous: bool,
    /// Need bands, most urgent first.
    bands: Vec<&'static str>,
    door: bool,
    two_teams: bool,
    two_offices: bool,
    start: &'static str,
    /// A day inside the run after the first, where there is one.
    later: Option<String>,
    /// Families a year, all offices together.
    families: f64,
    managers: bool,
    duty: bool,
    role: bool,
    chairs: bool,
    triage: bool,
}

/// First days: around a leap day, a bank holiday, the end of a year, a weekend, an ordinary one.
const STARTS: &[(&str, &str)] = &[
    ("2012-02-28", "2012-02-29"),
    ("2012-02-29", "2012-03-01"),
    ("2010-08-30", "2010-09-03"),
    ("2009-12-31", "2010-01-01"),
    ("2010-01-02", "2010-01-06"),
    ("2023-11-20", "2023-12-25"),
    ("2099-12-30", "2100-03-01"),
];

/// The text of scenario number `number`.
pub fn scenario(number: u64) -> String {
    let mut dice = Dice::new(number);
    let d = &mut dice;
    let mut out = String::new();
    let (start, later) = STARTS[d.below(STARTS.len() as u64) as usize];
    let days = match d.below(12) {
        0 => 1,
        1 => 7305, // twenty years
        2 => d.below(6) + 2,
        3 => 366 + d.below(700),
        _ => 30 + d.below(150),
    };
    let years = days as f64 / 365.25;
    let in_all = match d.below(8) {
        0 => 0.0,
        1 => d.number(0.1, 3.0),
        _ => d.number(3.0, 120.0),
    };
    let gap = if later == "2100-03-01" || later == "2023-12-25" {
        70
    } else {
        10
    };
    let bands = &["danger", "high", "routine"];
    let door = d.chance(0.4);
    let count = if door { 2 + d.below(2) } else { 1 + d.below(3) };
    let managers = door || d.chance(0.7);
    let f = Frame {
        continuous: d.chance(0.2),
        bands: bands[..count as usize].to_vec(),
        door,
        two_teams: d.chance(0.4),
        two_offices: d.chance(0.3),
        start,
        later: (days > gap).then(|| later.to_owned()),
        families: if in_all == 0.0 { 0.0 } else { in_all / years },
        managers,
        duty: door || d.chance(0.5),
        role: d.chance(0.4),
        chairs: d.chance(0.4),
        triage: door && d.flag(),
    };
    run(&mut out, d, &f, days);
    demand(&mut out, d, &f);
    teams(&mut out, d, &f);
    people(&mut out, d, "people", &f);
    if f.managers {
        people(&mut out, d, "managers", &f);
    }
    if f.door {
        front_door(&mut out, d, &f);
    }
    pathway(&mut out, d, &f);
    small_tables(&mut out, d, &f);
    position(&mut out, d, &f);
    changes(&mut out, d, &f);
    out
}

macro_rules! line {
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

/// A length of work.
fn effort(d: &mut Dice) -> String {
    let hours = d.number(0.0, 6.0);
    match d.below(5) {
        0 => "\"0 h\"".to_owned(),
        1 => format!("{{ exponential = \"{} h\" }}", hours + 0.1),
        2 => format!(
            "{{ lognormal = \"{} h\", cv = {} }}",
            hours + 0.1,
            d.number(0.1, 1.5)
        ),
        _ => format!("\"{hours} h\""),
    }
}

/// A length of time.
fn delay(d: &mut Dice, most_days: f64) -> String {
    let long = d.number(0.2, most_days);
    match d.below(5) {
        0 => format!("\"{long} wd\""),
        1 => format!("{{ uniform = [\"{} d\", \"{} d\"] }}", long / 4.0, long),
        2 => format!("{{ gamma = \"{long} d\", shape = {} }}", d.number(0.5, 4.0)),
        3 => format!("{{ exponential = \"{long} d\" }}"),
        _ => format!("\"{long} d\""),
    }
}

fn shares(d: &mut Dice, names: &[&str]) -> String {
    let all = d.below(names.len() as u64) as usize;
    let sure = d.chance(0.3);
    let mut left = 100;
    let mut parts = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let share = match (sure, place + 1 == names.len()) {
            (true, _) => 100 * u64::from(place == all),
            (false, true) => left,
            (false, false) => d.below(left + 1),
        };
        left -= share.min(left);
        parts.push(format!("{name} = \"{share}%\""));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn run(out: &mut String, d: &mut Dice, f: &Frame, days: u64) {
    line!(
        out,
        "title = \"Random\"\nassumption = \"drawn by chance\"\n\n[run]"
    );
    line!(out, "start = {}\nhorizon = \"{days} d\"", f.start);
    line!(out, "seed = {}\nreplications = 2", d.below(1 << 40));
    if days > 14 && d.flag() {
        line!(out, "warm_up = \"{} d\"", d.below(days / 2));
    }
    line!(out, "\n[calendar]");
    if f.continuous {
        line!(out, "kind = \"continuous\"");
    } else {
        let open = d.of(&["08:30", "09:00", "00:00"]);
        let close = d.of(&["17:00", "17:30", "23:59"]);
        line!(
            out,
            "kind = \"office\"\nopen = \"{open}\"\nclose = \"{close}\""
        );
        if d.chance(0.2) {
            line!(out, "closed = [2010-01-07, 2012-03-02]");
        }
    }
    let bands: Vec<String> = f.bands.iter().map(|band| format!("\"{band}\"")).collect();
    line!(out, "\n[bands]\nlist = [{}]", bands.join(", "));
}

fn demand(out: &mut String, d: &mut Dice, f: &Frame) {
    line!(out, "\n[demand]");
    line!(
        out,
        "children = {}",
        d.of(&["[1.0]", "[0.5, 0.3, 0.2]", "[0.0, 1.0]"])
    );
    if d.chance(0.3) {
        line!(out, "day_shock_shape = {}", d.number(0.5, 20.0));
    }
    if d.chance(0.3) {
        line!(out, "weekday = [2, 1, 1, 1, 1, 0, 0]");
    }
    if d.chance(0.2) {
        line!(out, "month = [1, 2, 1, 0, 1, 1, 1, 1, 1, 1, 3, 0]");
    }
    let sources: &[(&str, &str)] = if d.flag() {
        &[("police", "\"35%\""), ("others", "\"65%\"")]
    } else {
        &[("all", "1")]
    };
    for (name, share) in sources {
        line!(out, "\n[source.{name}]\nshare = {share}");
        if !f.door {
            line!(out, "band = {}", shares(d, &f.bands));
        }
        line!(out, "need_mean = {}", d.number(-1.0, 1.0));
        if !f.continuous {
            line!(out, "hours = \"{}\"", d.of(&["office", "all day"]));
        }
        if d.chance(0.2) {
            line!(out, "siblings = \"separate\"");
        }
        if f.triage {
            line!(
                out,
                "triage = {{ effort = {}, partner_effort = {}, ends = {}, noise = {} }}",
                effort(d),
                effort(d),
                d.share(),
                d.number(0.0, 2.0)
            );
        }
    }
    let offices: &[&str] = if f.two_offices { &["A", "B"] } else { &["A"] };
    for office in offices {
        let families = f.families / offices.len() as f64;
        line!(
            out,
            "\n[office.{office}]\nfamilies = \"{families:.4} per yr\""
        );
        line!(out, "threshold_noise = {}", d.number(0.0, 1.0));
        if f.triage {
            line!(out, "joint_triage = {}", d.share());
        }
        let vacancy = d.share();
        line!(out, "vacancy = {vacancy}\nagency = {}", vacancy * d.share());
        if d.flag() {
            line!(out, "closed_last_year = {}", d.below(40));
        }
    }
}

fn teams(out: &mut String, d: &mut Dice, f: &Frame) {
    let kinds: &[&str] = if f.two_teams {
        &["first", "long"]
    } else {
        &["first"]
    };
    for kind in kinds {
        line!(out, "\n[team.{kind}]");
        let posts = match d.below(8) {
            0 | 1 => 1.0,
            2 => d.number(0.05, 0.95),
            3 | 4 => d.number(1.0, 9.0),
            _ => (1 + d.below(8)) as f64,
        };
        line!(out, "posts = {posts}");
        if !f.continuous && d.chance(0.4) {
            let days = 1 + d.below(4);
            let most = (posts * 5.0 / days as f64).floor() as u64;
            line!(
                out,
                "part_time = {{ posts = {}, days = {days} }}",
                d.below(most + 1)
            );
        }
        if f.managers {
            line!(out, "managers = {}", d.of(&["1", "2", "0.5", "1.5"]));
            if d.flag() {
                line!(out, "deputy = {}", d.share());
            }
        }
        for cap in ["cap_families", "cap_children", "cap_points"] {
            if d.chance(0.4) {
                line!(out, "{cap} = {}", d.of(&["0", "1", "4", "12.5", "40"]));
            }
        }
        if d.flag() {
            let bands = f.bands.iter().map(|band| format!("{band} = {}", d.share()));
            line!(
                out,
                "over_cap = {{ {} }}",
                bands.collect::<Vec<_>>().join(", ")
            );
        }
        line!(
            out,
            "order = \"{}\"",
            d.of(&["need band", "first come", "nearest deadline"])
        );
        line!(out, "ties = \"{}\"", d.of(&["post", "random"]));
        if !f.continuous && d.flag() {
            line!(
                out,
                "allocates = \"{}\"",
                d.of(&["continuous", "daily", "Monday", "Friday"])
            );
        }
        if f.duty {
            line!(out, "duty_one_in = {}", d.of(&["1", "3", "8"]));
            line!(out, "duty_own_work = {}", d.share());
        }
        if f.managers && d.flag() {
            line!(out, "manager_effort_per_allocation = {}", effort(d));
        }
        if f.two_teams && d.flag() {
            line!(out, "drop_on_transfer = {}", d.flag());
        }
        if d.chance(0.2) {
            line!(out, "list_closes_at = {}", d.below(10));
        }
        if f.role && (*kind == "first" || d.flag()) {
            line!(out, "support.helper.posts = {}", d.below(4));
            line!(out, "support.helper.casework_share = {}", d.share());
        }
    }
}

fn people(out: &mut String, d: &mut Dice, table: &str, f: &Frame) {
    line!(out, "\n[{table}]");
    if f.door || d.flag() {
        line!(out, "other_work = {}", d.of(&["0", "0.3", "0.9", "1"]));
    }
    line!(out, "casework_share = {}", d.of(&["1", "\"70%\"", "0.1"]));
    line!(out, "turnover = {}", d.of(&["0", "\"15%\"", "2.5", "20"]));
    if d.flag() {
        line!(out, "notice = {}", delay(d, 60.0));
    }
    for (name, often, long) in [("short", 60.0, 5.0), ("long", 3.0, 120.0)] {
        if d.flag() {
            let often = if d.chance(0.1) {
                5000.0
            } else {
                d.number(0.0, often)
            };
            line!(out, "sickness.{name}.per_year = {often}");
            line!(out, "sickness.{name}.length = {}", delay(d, long));
        }
    }
    if d.flag() {
        line!(
            out,
            "leave.holiday = {{ times = {}, days = {} }}",
            d.below(5),
            d.below(15)
        );
    }
    line!(out, "recruitment.round = {}", delay(d, 150.0));
    let fails = d.share();
    line!(
        out,
        "recruitment.failure = {fails}\nrecruitment.failed_round = {}",
        delay(d, 150.0)
    );
    if d.chance(0.3) {
        line!(out, "recruitment.rounds_at_once = {}", 1 + d.below(3));
    }
    if d.flag() {
        line!(
            out,
            "ramp = [{{ until = \"4 wk\", speed = 0.5 }}, {{ until = \"8 wk\", speed = 1 }}]"
        );
    }
    if d.flag() {
        agency(out, d);
    }
    if d.flag() {
        newly_qualified(out, d);
    }
    if d.flag() {
        line!(out, "hand_back_after = \"{} wd\"", d.below(20));
    }
    if d.flag() {
        line!(
            out,
            "long_leave = {{ per_year = {}, length = {}, covered = {} }}",
            d.number(0.0, 3.0),
            delay(d, 200.0),
            d.share()
        );
    }
    if d.chance(0.4) {
        line!(out, "read_in = {}", effort(d));
    }
    if d.flag() {
        cover(out, d, f);
    }
    if d.chance(0.4) {
        line!(out, "early_visits = \"{} wd\"", d.below(10));
    }
    if d.chance(0.4) {
        line!(out, "pressure.target_points = {}", d.number(0.5, 30.0));
        for feels in ["absence", "leaving", "rework", "returning"] {
            if d.chance(0.7) {
                let power = d.number(0.0, 3.0);
                line!(
                    out,
                    "pressure.{feels} = {{ power = {power}, least = 0.5, most = 4 }}"
                );
            }
        }
    }
}

fn agency(out: &mut String, d: &mut Dice) {
    line!(out, "agency.fill = {}", delay(d, 40.0));
    if d.flag() {
        line!(out, "agency.assignment = {}", delay(d, 90.0));
    }
    if d.flag() {
        line!(out, "agency.notice = {}", delay(d, 30.0));
    }
    line!(out, "agency.speed = {}", d.number(0.2, 1.2));
}

fn newly_qualified(out: &mut String, d: &mut Dice) {
    line!(out, "newly_qualified_share = {}", d.share());
    line!(out, "newly_qualified_for = \"{} wk\"", 1 + d.below(60));
    line!(out, "newly_qualified_speed = {}", d.number(0.3, 1.0));
    if d.flag() {
        line!(
            out,
            "newly_qualified_caps = [{{ until = \"26 wk\", share = {} }}]",
            d.share()
        );
    }
    if d.flag() {
        line!(
            out,
            "intake = {{ month = {}, places = {} }}",
            1 + d.below(12),
            d.below(4)
        );
    }
    if d.flag() {
        line!(out, "joint_visits_for = \"{} wk\"", 1 + d.below(40));
    }
}

fn cover(out: &mut String, d: &mut Dice, f: &Frame) {
    line!(out, "cover.protection_at_once = {}", d.flag());
    line!(out, "cover.review_after = \"{} wd\"", d.below(8));
    if f.managers {
        line!(out, "cover.review = {}", effort(d));
    }
    line!(out, "cover.protection_after = \"{} wd\"", d.below(15));
    line!(out, "cover.others_after = \"{} wd\"", d.below(30));
}

fn front_door(out: &mut String, d: &mut Dice, f: &Frame) {
    line!(out, "\n[front_door]\nteam = \"first\"");
    for work in [
        "screening",
        "decision",
        "manager_contact",
        "manager_referral",
    ] {
        line!(out, "{work} = {}", effort(d));
    }
    if d.flag() {
        line!(out, "partners = {}", delay(d, 3.0));
    }
    if f.role && d.flag() {
        line!(out, "screened_by = \"helper\"");
    }
    let assessed = d.of(&["1", "0.6", "0.9"]);
    let danger = if d.chance(0.2) {
        assessed
    } else {
        d.of(&["0", "0.1", "0.5"])
    };
    line!(
        out,
        "limit = \"1 wd\"\ncontact_to_referral = {}",
        d.of(&["1", "0.4", "0.8"])
    );
    line!(
        out,
        "referral_to_assessment = {assessed}\ndanger_share = {danger}"
    );
    line!(out, "band_shares = {}", shares(d, &f.bands[1..]));
    line!(
        out,
        "danger_stage = \"enquiry\"\nassessment_stage = \"assessment\""
    );
    line!(out, "wrongly_out_return = {}", d.share());
    line!(
        out,
        "wrongly_out_delay = {}\nwrongly_out_worse = 0.5",
        delay(d, 90.0)
    );
}

/// An item or recurring item's own switches.
fn item(out: &mut String, d: &mut Dice, f: &Frame) {
    line!(out, "effort = {}", effort(d));
    line!(
        out,
        "per = \"{}\"\nnote = {}",
        d.of(&["child", "family"]),
        d.number(0.0, 0.9)
    );
    line!(out, "sees_child = {}", d.flag());
    line!(out, "second_worker = {}", d.chance(0.3));
    if f.role && d.chance(0.4) {
        line!(out, "role = \"helper\"");
    }
}

fn sign_off(out: &mut String, d: &mut Dice, stage: &str) {
    line!(out, "\n[stage.{stage}.sign_off]\neffort = {}", effort(d));
    line!(
        out,
        "rework = {}\nrework_share = {}",
        d.number(0.0, 0.9),
        d.number(0.0, 2.0)
    );
    if d.flag() {
        line!(
            out,
            "bypass = {}\nbypass_after = \"{} wd\"",
            d.share(),
            1 + d.below(10)
        );
    }
}

fn outcomes(out: &mut String, d: &mut Dice, stage: &str, starts: &[&str]) {
    let first = d.of(&["0", "1", "0.7"]);
    let second = match first {
        "0" => "1",
        "1" => "0",
        _ => "0.3",
    };
    for (place, probability) in [first, second].into_iter().enumerate() {
        let next = starts[place.min(starts.len() - 1)];
        line!(
            out,
            "\n[stage.{stage}.outcome.o{place}]\nseverity = {}",
            place + 1
        );
        line!(out, "probability = {probability}\nstarts = [\"{next}\"]");
    }
}

fn pathway(out: &mut String, d: &mut Dice, f: &Frame) {
    if !f.door {
        line!(
            out,
            "\n[pathway]\nentry = \"{}\"",
            d.of(&["assessment", "enquiry"])
        );
    }
    assessment(out, d, f);
    enquiry(out, d, f);
    plan(out, d, f);
    line!(
        out,
        "\n[stage.closing]\norder = 5\nby = \"named worker\"\nrow = \"in need\""
    );
    if d.flag() {
        line!(out, "low_priority = true");
        if d.flag() {
            line!(out, "pressed_after = \"{} wd\"", d.below(30));
        }
    }
    line!(out, "\n[stage.closing.item.summary]");
    item(out, d, f);
    if f.managers && d.flag() {
        sign_off(out, d, "closing");
    }
    line!(
        out,
        "\n[stage.closing.outcome.closed]\nprobability = 1\ncloses = true"
    );
}

/// What the stages of a named worker may say.
fn held(out: &mut String, d: &mut Dice, f: &Frame, name: &str, order: u32, team: &str) {
    line!(
        out,
        "\n[stage.{name}]\norder = {order}\nby = \"named worker\""
    );
    if f.two_teams || d.flag() {
        line!(out, "team = \"{team}\"");
    }
    line!(out, "points = {}", d.number(0.0, 5.0));
    if d.flag() {
        line!(out, "forced = {}", d.flag());
    }
    if d.chance(0.2) {
        line!(out, "experienced = true");
    }
    if d.flag() {
        line!(
            out,
            "limit = \"{} wd\"\nclock = \"{}\"\nstops = \"{}\"",
            1 + d.below(40),
            d.of(&["referral", "stage"]),
            d.of(&["authorised", "held"])
        );
    }
    if f.managers && d.flag() {
        line!(out, "supervision_per_month = {}", effort(d));
    }
    line!(out, "need_slope = {}", d.number(-1.0, 2.0));
}

fn assessment(out: &mut String, d: &mut Dice, f: &Frame) {
    held(out, d, f, "assessment", 1, "first");
    line!(out, "row = \"assessment\"");
    line!(
        out,
        "\n[stage.assessment.item.visit]\norder = 1\nbefore = {}",
        delay(d, 5.0)
    );
    item(out, d, f);
    if d.flag() {
        line!(
            out,
            "times = {}\nbetween = {}",
            1 + d.below(4),
            delay(d, 10.0)
        );
    }
    line!(out, "\n[stage.assessment.item.writing]\norder = 2");
    item(out, d, f);
    if f.managers && d.flag() {
        sign_off(out, d, "assessment");
    }
    outcomes(out, d, "assessment", &["closing", "plan"]);
}

fn enquiry(out: &mut String, d: &mut Dice, f: &Frame) {
    let by_duty = f.duty && d.flag();
    if by_duty {
        line!(out, "\n[stage.enquiry]\norder = 2\nby = \"duty\"");
    } else {
        held(out, d, f, "enquiry", 2, "first");
    }
    line!(out, "row = \"section 47\"");
    line!(out, "\n[stage.enquiry.item.visit]");
    item(out, d, f);
    if f.chairs && !by_duty && d.flag() {
        line!(
            out,
            "\n[stage.enquiry.conference]\nlead = \"{} wd\"",
            d.below(10)
        );
        line!(
            out,
            "put_back = \"{} wd\"\nattendance = {}",
            1 + d.below(5),
            effort(d)
        );
    }
    outcomes(out, d, "enquiry", &["assessment", "plan"]);
}

fn plan(out: &mut String, d: &mut Dice, f: &Frame) {
    held(
        out,
        d,
        f,
        "plan",
        3,
        if f.two_teams { "long" } else { "first" },
    );
    let row = d.of(&["protection plan", "in need"]);
    line!(out, "row = \"{row}\"\nlasts = {}", delay(d, 120.0));
    let review = f.chairs && d.flag();
    if review {
        line!(out, "ends_at = \"review\"");
    }
    line!(
        out,
        "\n[stage.plan.recurring.visit]\norder = 1\nkind = \"visit\""
    );
    line!(
        out,
        "first = \"{} wd\"\nevery = \"{} wd\"",
        d.below(20),
        1 + d.below(40)
    );
    item(out, d, f);
    if d.flag() {
        line!(out, "duty_covers = true");
    }
    if review {
        line!(
            out,
            "\n[stage.plan.recurring.review]\norder = 2\nkind = \"review\""
        );
        line!(
            out,
            "first = \"{} d\"\nevery = \"{} d\"",
            1 + d.below(90),
            7 + d.below(90)
        );
        line!(out, "effort = {}\nchaired = {}", effort(d), d.flag());
    }
    let court = d.chance(0.3);
    if court {
        line!(
            out,
            "\n[stage.plan.may_start]\nstage = \"court\"\nper_year = {}",
            d.number(0.0, 4.0)
        );
    }
    let stays = d.of(&["wait", "closing", "away"]);
    outcomes(out, d, "plan", &["closing", stays]);
    if stays == "away" {
        let probability = d.of(&["0", "0.5", "1"]);
        line!(
            out,
            "\n[stage.assessment.item.visit.effort_by_band]\n{} = {}",
            f.bands[0],
            effort(d)
        );
        line!(
            out,
            "\n[stage.away]\norder = 7\nby = \"nobody\"\nlasts = {}",
            delay(d, 9.0)
        );
        let rest = match probability {
            "0" => "1",
            "1" => "0",
            other => other,
        };
        line!(
            out,
            "\n[stage.away.outcome.gone]\nseverity = 1\nprobability = {probability}"
        );
        line!(out, "leaves = true");
        line!(
            out,
            "\n[stage.away.outcome.back]\nseverity = 2\nprobability = {rest}"
        );
        line!(out, "starts = [\"closing\"]");
    }
    if stays == "wait" {
        line!(
            out,
            "\n[stage.wait]\norder = 4\nby = \"nobody\"\nlasts = {}",
            delay(d, 30.0)
        );
        line!(
            out,
            "\n[stage.wait.outcome.on]\nprobability = 1\nstarts = [\"closing\"]"
        );
    }
    if court {
        line!(
            out,
            "\n[stage.court]\norder = 6\nby = \"named worker\"\nrow = \"protection plan\""
        );
        line!(out, "outranks = {}\nlasts = {}", d.flag(), delay(d, 200.0));
        line!(
            out,
            "\n[stage.court.recurring.hearing]\nkind = \"other\"\nfirst = \"{} d\"",
            d.below(60)
        );
        line!(
            out,
            "every = \"{} d\"\neffort = {}",
            7 + d.below(60),
            effort(d)
        );
        line!(out, "\n[stage.court.outcome.over]\nprobability = 1");
        if d.flag() {
            line!(out, "starts = [\"closing\"]");
        }
    }
}

fn small_tables(out: &mut String, d: &mut Dice, f: &Frame) {
    if d.flag() {
        line!(
            out,
            "\n[rereferral]\nchance = {}\ndelay = {}",
            d.number(0.0, 0.9),
            delay(d, 200.0)
        );
        line!(out, "worse = {}", d.number(0.0, 1.0));
    }
    if d.flag() {
        line!(
            out,
            "\n[unallocated]\nmoves_away_per_year = {}",
            d.number(0.0, 3.0)
        );
        if f.duty && d.flag() {
            line!(out, "every = {}\neffort = {}", delay(d, 10.0), effort(d));
        }
        if d.flag() {
            line!(out, "risk_rises_per_year = {}", d.number(0.0, 5.0));
            line!(out, "risk_rises_to = \"enquiry\"");
        }
        if f.managers && d.flag() {
            line!(out, "review_per_month = {}", effort(d));
            line!(
                out,
                "desk_review = {{ every = {}, effort = {}, closes = {} }}",
                delay(d, 30.0),
                effort(d),
                d.share()
            );
        }
        line!(out, "return_factor = {}", d.number(0.0, 3.0));
    }
    if f.door && d.flag() {
        line!(
            out,
            "\n[early_help]\ntaken = {}\nreturn_factor = {}",
            d.share(),
            d.number(0.0, 2.0)
        );
        if d.flag() {
            line!(out, "partner_effort = {}", effort(d));
        }
    }
    if f.door && d.flag() {
        line!(
            out,
            "\n[open_contacts]\nper_year = {}\neffort = {}",
            d.number(0.0, 9.0),
            effort(d)
        );
        line!(
            out,
            "starts = {}\nsection47 = {}",
            d.number(0.0, 0.5),
            d.share()
        );
    }
    if d.chance(0.3) {
        line!(
            out,
            "\n[applicants]\nper_year = {}\nat_start = {}",
            d.number(0.0, 9.0),
            d.below(4)
        );
        if d.flag() {
            line!(out, "stays = {}", delay(d, 60.0));
        }
    }
    if f.chairs {
        line!(
            out,
            "\n[conferences]\nchairs = {}\nper_day = {}",
            1 + d.below(3),
            1 + d.below(3)
        );
    }
    if f.door && !f.continuous && d.flag() {
        line!(
            out,
            "\n[out_of_hours]\nworkers = {}\neffort = {}",
            1 + d.below(3),
            delay(d, 1.0)
        );
    }
    line!(
        out,
        "\n[day]\nfirst_come = {}\nslack_habit = {}",
        d.chance(0.2),
        d.share()
    );
    line!(
        out,
        "note_late = \"5 wd\"\npaid_share_of_open_hours = {}",
        d.number(0.3, 1.0)
    );
    if d.flag() {
        line!(
            out,
            "overdue_fall_behind = true\noverdue = \"{} wd\"",
            1 + d.below(15)
        );
    }
}

fn position(out: &mut String, d: &mut Dice, f: &Frame) {
    line!(out, "\n[start]\npeople_away = {}", d.flag());
    for (place, stage) in ["assessment", "enquiry", "plan", "closing"]
        .iter()
        .enumerate()
    {
        if d.flag() {
            continue;
        }
        line!(
            out,
            "\n[start.group.g{place}]\noffice = \"A\"\nstage = \"{stage}\""
        );
        line!(out, "{} = {}", d.of(&["children", "families"]), d.below(25));
        line!(out, "allocated = {}\nage = {}", d.flag(), delay(d, 200.0));
        if d.chance(0.3) {
            line!(out, "band = \"{}\"", f.bands[0]);
        }
    }
}

fn changes(out: &mut String, d: &mut Dice, f: &Frame) {
    let Some(later) = &f.later else { return };
    let mut paths = vec![
        ("people.turnover", "times = 2"),
        ("people.casework_share", "times = 0.5"),
        ("team.first.posts", "add = 1.5"),
        ("office.A.families", "times = 3"),
        ("stage.assessment.item.*.effort", "times = 0.5"),
        ("stage.plan.points", "add = 2"),
        ("people.recruitment.failure", "to = 0.3"),
    ];
    if f.managers {
        paths.push(("team.first.managers", "add = 1"));
    }
    for (place, (path, what)) in paths.into_iter().enumerate() {
        if d.chance(0.3) {
            line!(
                out,
                "\n[change.c{place}]\npath = \"{path}\"\nat = {later}\n{what}"
            );
        }
    }
}
