//! The rows of the language, by table of the file.

use super::keys::{Group, Kind, Need, Row};

const BIG: f64 = 1e9;

const fn free(key: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Row {
    Row {
        key,
        kind,
        need: Need::Free,
        unit,
        meaning,
    }
}

const fn must(key: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Row {
    Row {
        key,
        kind,
        need: Need::InTable,
        unit,
        meaning,
    }
}

const fn always(key: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Row {
    Row {
        key,
        kind,
        need: Need::Always,
        unit,
        meaning,
    }
}

const PLUS: Kind = Kind::Number(0.0, BIG);
const FACTOR: Kind = Kind::Number(0.0, 100.0);
const ORDERED: Kind = Kind::Whole(0, 10_000);
const ANY: Kind = Kind::Number(-BIG, BIG);
const ORDER: Kind = Kind::Whole(-1_000_000, 1_000_000);
const PER: Kind = Kind::Choice(&["child", "family"]);

/// The language: groups of rows and the tables in which they may stand.
pub static TABLE: &[Group] = &[
    Group {
        prefixes: &[""],
        rows: TOP,
        complete: true,
    },
    Group {
        prefixes: &["source.*"],
        rows: SOURCE,
        complete: true,
    },
    Group {
        prefixes: &["office.*"],
        rows: OFFICE,
        complete: true,
    },
    Group {
        prefixes: &["team.*", "office.*.team.*"],
        rows: TEAM,
        complete: false,
    },
    Group {
        prefixes: &[
            "people",
            "managers",
            "team.*",
            "team.*.people",
            "team.*.manager_people",
            "office.*.team.*",
            "office.*.team.*.people",
            "office.*.team.*.manager_people",
        ],
        rows: PEOPLE,
        complete: false,
    },
    Group {
        prefixes: &[
            "people.agency",
            "managers.agency",
            "team.*.people.agency",
            "team.*.manager_people.agency",
            "office.*.team.*.people.agency",
            "office.*.team.*.manager_people.agency",
        ],
        rows: AGENCY,
        complete: false,
    },
    Group {
        prefixes: &["front_door"],
        rows: FRONT_DOOR,
        complete: true,
    },
    Group {
        prefixes: &["stage.*"],
        rows: STAGE,
        complete: true,
    },
    Group {
        prefixes: &["stage.*.item.*"],
        rows: ITEM,
        complete: true,
    },
    Group {
        prefixes: &["stage.*.recurring.*"],
        rows: RECURRING,
        complete: true,
    },
    Group {
        prefixes: &["stage.*.sign_off"],
        rows: SIGN_OFF,
        complete: true,
    },
    Group {
        prefixes: &["stage.*.conference"],
        rows: CONFERENCE,
        complete: true,
    },
    Group {
        prefixes: &["stage.*.outcome.*"],
        rows: OUTCOME,
        complete: true,
    },
    Group {
        prefixes: &[""],
        rows: SMALL_TABLES,
        complete: true,
    },
    Group {
        prefixes: &["start.group.*"],
        rows: START_GROUP,
        complete: true,
    },
    Group {
        prefixes: &["change.*"],
        rows: CHANGE,
        complete: true,
    },
    Group {
        prefixes: &["lever.*"],
        rows: LEVER_USE,
        complete: true,
    },
    Group {
        prefixes: &["lever.*", "levers.*"],
        rows: LEVER,
        complete: false,
    },
    Group {
        prefixes: &["observed.*"],
        rows: OBSERVED,
        complete: true,
    },
];

#[rustfmt::skip]
const TOP: &[Row] = &[
    always("title", Kind::Text, "", "what the scenario is, in a few words"),
    free("rationale", Kind::Text, "", "why it is worth running"),
    free("extends", Kind::Texts, "", "file or files this one builds on; later ones win"),
    always("run.start", Kind::Date, "", "first day of the run"),
    always("run.horizon", Kind::Span, "", "length of the run, the warm-up included"),
    free("run.warm_up", Kind::Span, "", "time at the start left out of every measure"),
    free("run.seed", Kind::Whole(0, 1 << 53), "", "seed of the random numbers; 1 if absent"),
    free("run.replications", Kind::Replications, "", "number of futures, or \"auto\""),
    free("run.precision", Kind::Share, "", "half-width wanted by \"auto\", relative to the mean"),
    free("run.precision_of", Kind::Text, "", "measure whose precision \"auto\" watches"),
    free("run.at_least", Kind::Whole(2, 1_000_000), "", "fewest futures of \"auto\""),
    free("run.at_most", Kind::Whole(2, 10_000_000), "", "most futures of \"auto\""),
    free("run.figures", Kind::Choice(&["none", "svg", "png", "all"]), "", "figures to draw"),
    always("calendar.kind", Kind::Choice(&["office", "continuous"]),
        "", "office hours on English working days, or every second open"),
    free("calendar.open", Kind::Clock, "", "opening of the office day"),
    free("calendar.close", Kind::Clock, "", "closing of the office day"),
    free("calendar.closed", Kind::Dates, "", "closures beside weekends and bank holidays"),
    free("bands.list", Kind::Texts, "", "need bands, most urgent first; one band if absent"),
    free("family_hours.first", FACTOR, "x", "hours of the first child, relative"),
    free("family_hours.further", FACTOR, "x", "hours of each further child, relative"),
    free("demand.children", Kind::Shares, "", "shares of families with 1, 2, 3 ... children"),
    free("demand.day_shock_shape", PLUS, "", "gamma shape of the daily shock of demand"),
    free("demand.weekday", Kind::Weights(7), "", "relative volume by weekday, Monday first"),
    free("demand.month", Kind::Weights(12), "", "relative volume by month, January first"),
    free("demand.trend", Kind::Trend, "", "factor of the volume at dates, linear between"),
    free("start.people_away", Kind::Flag,
        "", "people may be away on the first day, as the rates of absence imply"),
    free("start.file", Kind::Text, "", "list of the families open at the start, in CSV"),
    free("start.closures", Kind::Text, "", "list of those closed in the 12 months before, in CSV"),
    free("not_yet.*", Kind::Text, "", "mechanism that the scenario has but the model has not"),
    free("fitted.paths", Kind::Texts, "", "numbers that were fitted to observations"),
    must("date.*.on", Kind::Date, "", "a named date for which an as-found table is made"),
    free("measure.report", Kind::Texts, "", "measures to report beside the usual ones"),
];

#[rustfmt::skip]
const SOURCE: &[Row] = &[
    free("order", ORDER, "", "place in lists"),
    free("share", Kind::Share, "", "share of the children referred to each office"),
    free("need_mean", Kind::Number(-5.0, 5.0), "sd", "mean need of its families"),
    free("children", Kind::Shares, "", "shares of families with 1, 2, 3 ... children"),
    free("siblings", Kind::Choice(&["together", "separate"]),
        "", "siblings are one family, or each a family of its own"),
    free("band", Kind::BandShares, "", "shares of the need bands where there is no front door"),
    free("screening", Kind::Effort, "", "screening effort of a contact, not the front door's"),
    free("full_decision", Kind::Flag, "", "every contact gets a full referral decision"),
    must("triage.effort", Kind::Effort, "per family", "screen made with a partner, duty desk"),
    must("triage.partner_effort", Kind::Effort, "per family", "the same, the partner's hours"),
    must("triage.ends", Kind::Share, "", "of its contacts, those it ends with information"),
    must("triage.noise", Kind::Number(0.0, 10.0), "sd", "its noise in need; 0 sees need exactly"),
    free("weekday", Kind::Weights(7), "", "relative volume by weekday, Monday first"),
    free("month", Kind::Weights(12), "", "relative volume by month, January first"),
    free("trend", Kind::Trend, "", "factor of its volume at dates, in place of demand.trend"),
    free("hours", Kind::Hours, "", "when in the day its contacts come"),
    free("interval", Kind::Delay, "", "law of the interval in place of a Poisson stream"),
];

#[rustfmt::skip]
const OFFICE: &[Row] = &[
    free("order", ORDER, "", "place in lists"),
    free("contacts", Kind::Rate, "children", "children in contacts"),
    free("families", Kind::Rate, "families", "families who arrive"),
    free("mix", Kind::SourceShares, "", "shares of the sources at this office"),
    free("threshold_noise", Kind::Number(0.0, 10.0), "sd", "noise of screening in need"),
    free("day_shock_shape", PLUS, "", "gamma shape of the daily shock of demand"),
    free("joint_triage", Kind::Share, "", "contacts of sources with a triage that go through it"),
    free("initial_response", Kind::Whole(0, 1),
        "", "1 = a county team screens its contacts, where there is one"),
    free("front_door_team", Kind::Text, "", "kind of team whose duty desk screens"),
    free("closed_last_year", PLUS, "children", "children closed in the 12 months before"),
    free("vacancy", Kind::Share, "", "share of posts vacant at the start, agency cover apart"),
    free("agency", Kind::Share, "", "share of posts covered by agency workers at the start"),
    free("turnover", Kind::Yearly, "per yr", "leavers a year for each person in post"),
    free("recruitment_failure", Kind::Share, "", "chance that a recruitment round fails"),
];

#[rustfmt::skip]
const TEAM: &[Row] = &[
    free("posts", Kind::Number(0.0, 10_000.0), "FTE", "posts of workers who hold families"),
    free("part_time.posts", Kind::Whole(0, 10_000), "", "posts of part-timers among the posts"),
    free("part_time.days", Kind::Whole(1, 4), "", "named days a week each of them works"),
    free("support.*.posts", Kind::Whole(0, 10_000), "workers", "full-time staff of another role"),
    free("support.*.casework_share", Kind::Share, "", "office time for items, net of leave"),
    free("managers", Kind::Number(0.0, 1_000.0), "FTE", "posts of managers"),
    free("cap_families", PLUS, "families", "cap of a full-time worker"),
    free("cap_children", PLUS, "children", "cap of a full-time worker"),
    free("cap_points", PLUS, "points", "cap of a full-time worker"),
    free("over_cap", Kind::OverCap, "", "chance to allocate above the cap, by need band"),
    free("over_cap_factor", FACTOR, "x", "factor on the chances of `over_cap`, up to 1"),
    free("order", Kind::Choice(&["need band", "first come", "nearest deadline"]),
        "", "order of the team's list"),
    free("allocates", Kind::Choice(&["continuous", "daily", "Monday", "Tuesday", "Wednesday",
        "Thursday", "Friday"]), "", "as room comes up, each morning, or at a weekly meeting"),
    free("orders.agency_workers", ORDERED, "workers", "agency workers sought beside `agency`"),
    free("orders.project_workers", ORDERED, "workers", "a project team, outside the posts"),
    free("orders.lent", ORDERED, "workers", "lent to other teams, their posts kept"),
    free("orders.borrowed", ORDERED, "workers", "had from other teams: no more than are lent"),
    free("orders.recruits", ORDERED, "workers", "found by drives so far; they start as it grows"),
    free("orders.newly_qualified_recruits", ORDERED, "workers", "the same, newly qualified"),
    free("orders.desk_review.every", Kind::Delay, "", "a desk review of its list, each family"),
    free("orders.desk_review.effort", Kind::Effort, "per family", "the manager's work for one"),
    free("orders.desk_review.closes", Kind::Share, "", "of such reviews, those that close"),
    free("orders.desk_review.finds", Kind::Share,
        "", "of families in more need than their band says, those it finds: they move up"),
    free("orders.closing_pressed_after", Kind::WorkingDays, "", "when its closing is pressed"),
    free("orders.notes_taken", Kind::Share, "", "of each note's hours, business support's"),
    free("orders.overtime", Kind::Share, "", "paid hours beyond the contract, as a share of it"),
    free("orders.sign_off_time", Kind::Share, "", "of casework time, what seniors authorise in"),
    free("orders.project_takes_after", Kind::WorkingDays,
        "", "wait from which a project team takes a family; any if absent"),
    free("orders.one_list", Kind::Whole(0, 1), "", "1 = one list with all such teams of its kind"),
    free("orders.overflow_after", Kind::WorkingDays,
        "", "oldest wait on such a team's list from which it takes from there, its own list empty"),
    free("orders.travel", Kind::Effort, "per visit", "extra, for a visit outside its own area"),
    free("deputy", Kind::Share, "", "speed of another team's manager who stands in"),
    free("ties", Kind::Choice(&["post", "random"]), "", "between equally loaded workers"),
    free("duty_one_in", Kind::Number(1.0, 1000.0), "workers", "one on duty for so many present"),
    free("duty_own_work", Kind::Share, "", "speed of duty workers on their own families' work"),
    free("drop_on_transfer", Kind::Flag,
        "", "at a transfer its workers let a family go before the receiving team allocates"),
    free("manager_effort_per_allocation", Kind::Effort, "", "manager's work for one allocation"),
    free("list_closes_at", Kind::Whole(0, 1_000_000), "families", "longer lists turn away"),
    free("vacancy", Kind::Share, "", "share of posts vacant at the start, agency cover apart"),
    free("agency", Kind::Share, "", "share of posts covered by agency workers at the start"),
    free("recruitment_failure", Kind::Share, "", "chance that a recruitment round fails"),
];

#[rustfmt::skip]
const PEOPLE: &[Row] = &[
    free("casework_share", Kind::Share, "", "share of office time free for casework"),
    free("other_work", Kind::Share, "", "of that share, what goes to work outside the model"),
    free("turnover", Kind::Yearly, "per yr", "leavers a year for each person in post"),
    free("notice", Kind::Delay, "", "from resigning to leaving"),
    free("sickness.*.per_year", PLUS, "per yr", "spells a year of being well"),
    free("sickness.*.rate", Kind::Rate, "", "spells by time of being well"),
    free("sickness.*.length", Kind::Delay, "", "length of a spell"),
    free("leave.*.times", Kind::Whole(0, 100), "per yr", "times a year"),
    free("leave.*.days", Kind::Whole(0, 366), "wd", "working days each time"),
    free("leave.*.months", Kind::Weights(12), "", "relative chance of each month"),
    free("recruitment.round", Kind::Delay, "", "from vacancy to start, in a round that succeeds"),
    free("recruitment.failure", Kind::Share, "", "chance that a round fails"),
    free("recruitment.failed_round", Kind::Delay, "", "length of a round that fails"),
    free("recruitment.rounds_at_once", Kind::Whole(1, 10_000), "", "most rounds of a team at once"),
    free("ramp", Kind::Steps("speed"), "", "speed of a recruit after the start"),
    free("newly_qualified_share", Kind::Share, "", "share of recruits newly qualified"),
    free("newly_qualified_for", Kind::Span, "", "how long they count as such; else for good"),
    free("newly_qualified_ramp", Kind::Steps("speed"), "", "their speed after the start"),
    free("newly_qualified_speed", FACTOR, "x", "their speed after the ramp"),
    free("hand_back_after", Kind::WorkingDays, "", "sickness after which families are handed back"),
    must("pressure.target_points", PLUS, "points", "caseload of a full-time worker at factor 1"),
    must("pressure.absence.power", FACTOR, "", "on spells of sickness: pressure to this power"),
    must("pressure.absence.least", FACTOR, "x", "least factor"),
    must("pressure.absence.most", FACTOR, "x", "largest factor"),
    must("pressure.leaving.power", FACTOR, "", "on leaving: pressure to this power"),
    must("pressure.leaving.least", FACTOR, "x", "least factor"),
    must("pressure.leaving.most", FACTOR, "x", "largest factor"),
    must("pressure.rework.power", FACTOR, "", "on work sent back: pressure to this power"),
    must("pressure.rework.least", FACTOR, "x", "least factor"),
    must("pressure.rework.most", FACTOR, "x", "largest factor"),
    must("pressure.returning.power", FACTOR, "", "on coming back: pressure to this power"),
    must("pressure.returning.least", FACTOR, "x", "least factor"),
    must("pressure.returning.most", FACTOR, "x", "largest factor"),
    free("newly_qualified_caps", Kind::Steps("share"), "", "their share of the caps"),
    free("intake.month", Kind::Whole(1, 12), "", "month in which the newly qualified start"),
    free("intake.places", Kind::Whole(0, 10_000), "workers", "most of them in a team each year"),
    free("long_leave.per_year", Kind::Yearly, "per yr", "maternity and other long leaves begun"),
    free("long_leave.length", Kind::Delay, "", "length of a long leave"),
    free("long_leave.covered", Kind::Share, "", "long leaves covered by an agency worker"),
    free("joint_visits_for", Kind::Span, "", "a newly qualified worker's visits need a colleague"),
    free("cover.protection_at_once", Kind::Flag, "", "duty has visits owed to protection families"),
    free("cover.review_after", Kind::WorkingDays, "", "sickness until a manager covers visits"),
    free("cover.review", Kind::Effort, "per family", "the manager's work for that"),
    free("cover.protection_after", Kind::WorkingDays, "", "then protection families are handed on"),
    free("cover.others_after", Kind::WorkingDays, "", "then all families are handed on"),
    free("early_visits", Kind::WorkingDays, "", "before leave, when visits due in it are made"),
    free("read_in", Kind::Effort, "per child", "reading in on a family that had another worker"),
];

#[rustfmt::skip]
const AGENCY: &[Row] = &[
    free("fill", Kind::Delay, "", "time to find an agency worker"),
    free("assignment", Kind::Delay, "", "length of an assignment"),
    free("notice", Kind::Delay, "", "no new families so long before a permanent worker starts"),
    free("speed", FACTOR, "x", "speed relative to a permanent worker"),
    free("ramp", Kind::Steps("speed"), "", "speed after the start"),
];

#[rustfmt::skip]
const FRONT_DOOR: &[Row] = &[
    must("team", Kind::Text, "", "kind of team whose duty desk screens"),
    must("screening", Kind::Effort, "per family", "screening of a contact, duty desk"),
    must("decision", Kind::Effort, "per family", "full referral decision, duty desk"),
    free("initial_response", Kind::Text, "", "role of a county team that screens for offices"),
    free("screened_by", Kind::Text, "", "role that screens where no referral decision is made"),
    must("manager_contact", Kind::Effort, "per family", "manager records a contact's outcome"),
    must("manager_referral", Kind::Effort, "per family", "manager records a referral's outcome"),
    free("partners", Kind::Delay, "", "partners' replies between screening and decision"),
    free("partner_effort", Kind::Effort, "per family", "hours of the partners who reply"),
    must("limit", Kind::WorkingDays, "", "limit of the decision from the contact"),
    must("contact_to_referral", Kind::Share, "", "contacts that become referrals"),
    must("referral_to_assessment", Kind::Share, "", "referrals that are assessed"),
    must("danger_share", Kind::Share, "", "referrals that are immediate danger"),
    free("band_shares", Kind::LaterBandShares, "", "bands of those assessed, not in danger"),
    free("shift", Kind::Number(-5.0, 5.0), "sd", "move of all cuts"),
    must("danger_stage", Kind::Text, "", "stage entered by danger"),
    must("assessment_stage", Kind::Text, "", "stage entered by others who are assessed"),
    must("wrongly_out_return", Kind::Share, "", "wrongly screened out who come back"),
    must("wrongly_out_delay", Kind::Delay, "", "until they do"),
    must("wrongly_out_worse", Kind::Number(-5.0, 5.0), "sd", "need added when they do"),
];

#[rustfmt::skip]
const STAGE: &[Row] = &[
    free("order", ORDER, "", "place in lists"),
    must("by", Kind::Choice(&["named worker", "duty", "manager", "nobody"]),
        "", "who does it; \"nobody\" is a delay"),
    free("team", Kind::Text, "", "kind of team that holds it; the same team if absent"),
    free("transfers_at", Kind::Text,
        "", "recurring item at whose first time a family goes to that team; at once if absent"),
    free("row", Kind::Choice(&["protection plan", "section 47", "assessment", "in need"]),
        "", "row of \"children without a named worker\""),
    free("rank", Kind::BandRanks, "", "rank of allocation, 0 first"),
    free("experienced", Kind::Flag, "", "no newly qualified worker may hold it"),
    free("forced", Kind::Flag, "", "placed whatever the caps"),
    free("points", PLUS, "points", "caseload points of each child"),
    free("lasts", Kind::Delay, "", "how long it lasts, where not simply its items"),
    free("ends_at", Kind::Text, "", "recurring item at which it can end"),
    free("limit", Kind::WorkingDays, "", "statutory timescale"),
    free("clock", Kind::Text, "", "\"referral\", \"stage\", \"start of X\" or \"end of X\""),
    free("stops", Kind::Choice(&["authorised", "held"]), "", "what stops the clock"),
    free("supervision_per_month", Kind::Effort, "per child", "manager's supervision each month"),
    free("need_slope", Kind::Number(-10.0, 10.0), "per sd", "log-odds of severity in need"),
    free("rereferral_factor", FACTOR, "x", "factor on the chance to come back"),
    free("low_priority", Kind::Flag, "", "lowest urgency among planned work"),
    free("keeps_worker", Kind::Flag, "", "the family keeps its named worker; true if absent"),
    free("outranks", Kind::Flag, "", "its dated work comes before all but danger"),
    free("begins_plan", Kind::Flag, "", "a protection plan begins with it"),
    must("may_start.stage", Kind::Text, "", "stage that may begin beside it"),
    must("may_start.per_year", Kind::Yearly, "per yr", "how often, of families with a worker"),
    free("pressed_after", Kind::WorkingDays, "", "low-priority work older than this is pressed"),
    free("pressed_rank", Kind::Whole(0, 200), "", "its rank among planned work then; 0 if absent"),
];

#[rustfmt::skip]
const ITEM: &[Row] = &[
    free("order", ORDER, "", "place in the stage; needed where there are several"),
    must("effort", Kind::Effort, "", "work, the note included"),
    free("effort_by_band.*", Kind::Effort, "", "work for a need band, in place of effort"),
    free("per", PER, "", "effort for each child (default) or family"),
    free("before", Kind::Delay, "", "waiting before it is first done"),
    free("between", Kind::Delay, "", "waiting between repetitions"),
    free("times", Kind::Count, "times", "how often; once if absent"),
    free("note", Kind::Share, "", "share of the effort that is the deferrable note"),
    free("sees_child", Kind::Flag, "", "the child is seen"),
    free("seen_after", Kind::Span, "", "the way there; seen when the item is done if absent"),
    free("second_worker", Kind::Flag, "", "a second worker comes along"),
    free("role", Kind::Text, "", "other role that does it, where the team has one"),
    free("by_manager", Kind::Flag, "", "a manager does it"),
];

#[rustfmt::skip]
const RECURRING: &[Row] = &[
    free("order", ORDER, "", "place in lists"),
    free("kind", Kind::Choice(&["visit", "meeting", "review", "other"]), "", "what it counts as"),
    must("first", Kind::Delay, "", "first due after the stage began"),
    must("every", Kind::Delay, "", "then every so often"),
    must("effort", Kind::Effort, "", "work, the note included"),
    free("per", PER, "", "effort for each child (default) or family"),
    free("note", Kind::Share, "", "share of the effort that is the deferrable note"),
    free("sees_child", Kind::Flag, "", "the child is seen"),
    free("second_worker", Kind::Flag, "", "a second worker comes along"),
    free("role", Kind::Text, "", "other role that does it, where the team has one"),
    free("chaired", Kind::Flag, "", "a chair is needed"),
    free("duty_covers", Kind::Flag, "", "duty does it where no named worker is present"),
];

#[rustfmt::skip]
const SIGN_OFF: &[Row] = &[
    must("effort", Kind::Effort, "", "manager's work"),
    free("per", PER, "", "effort for each child (default) or family"),
    free("rework", Kind::Share, "", "chance that it is sent back"),
    free("rework_share", FACTOR, "x", "work of sending back, of the last item's effort"),
    free("bypass", Kind::Share, "", "chance that it goes ahead unauthorised"),
    free("bypass_after", Kind::WorkingDays, "", "after which it may"),
    free("holds_slot", Kind::Flag, "", "the worker's slot is kept meanwhile; true if absent"),
];

#[rustfmt::skip]
const CONFERENCE: &[Row] = &[
    must("lead", Kind::WorkingDays, "", "earliest slot after the stage began"),
    must("put_back", Kind::WorkingDays, "", "delay where the report is not ready"),
    must("attendance", Kind::Effort, "per child", "work of the worker who attends"),
];

#[rustfmt::skip]
const OUTCOME: &[Row] = &[
    free("severity", ORDER, "", "order, mildest first; needed where there are several"),
    must("probability", Kind::Share, "", "published share of those who reach the decision"),
    free("starts", Kind::Texts, "", "stages it starts"),
    free("closes", Kind::Flag, "", "ends every other strand of the family"),
    free("leaves", Kind::Flag, "", "the family leaves for another service, and does not come back"),
];

#[rustfmt::skip]
const SMALL_TABLES: &[Row] = &[
    free("pathway.entry", Kind::Text, "", "stage entered where there is no front door"),
    must("rereferral.chance", Kind::Share, "", "referred again within 12 months of closure"),
    must("rereferral.delay", Kind::Delay, "", "from closure to return"),
    must("rereferral.worse", Kind::Number(-5.0, 5.0), "sd", "need added by each return"),
    must("early_help.taken", Kind::Share, "", "families turned down who take early help up"),
    free("early_help.return_factor", FACTOR, "x", "factor on coming back; 1 if absent"),
    free("early_help.partner_effort", Kind::Effort, "per family", "hours of those who give it"),
    free("unallocated.every", Kind::Delay, "", "duty contact with each family, every so often"),
    free("unallocated.effort", Kind::Effort, "per child", "work of that contact"),
    free("unallocated.review_per_month", Kind::Effort, "per child", "manager's desk review"),
    free("unallocated.moves_away_per_year", Kind::Yearly, "per yr", "moves away, refuses, unseen"),
    must("unallocated.desk_review.every", Kind::Delay, "", "a manager reviews a waiting family"),
    must("unallocated.desk_review.effort", Kind::Effort, "per family", "work of one review"),
    must("unallocated.desk_review.closes", Kind::Share, "", "reviews that close the work"),
    free("unallocated.return_factor", FACTOR, "x", "factor on coming back if closed waiting"),
    free("unallocated.withdraw", Kind::Delay, "", "until an unallocated family withdraws"),
    free("unallocated.risk_rises_per_year", Kind::Yearly, "per yr", "risk rises while waiting"),
    free("unallocated.risk_rises_to", Kind::Text, "", "stage entered when it does"),
    must("open_contacts.per_year", Kind::Yearly, "per yr", "contacts on each open family"),
    must("open_contacts.effort", Kind::Effort, "per family", "of the named worker, or of duty"),
    must("open_contacts.starts", Kind::Share, "", "those that start new work"),
    must("open_contacts.section47", Kind::Share, "", "of these, section 47; others are assessed"),
    must("applicants.per_year", Kind::Yearly, "per yr", "suitable ones, for all rounds together"),
    free("applicants.stays", Kind::Delay, "", "how long one can be had; for good if absent"),
    free("applicants.at_start", Kind::Whole(0, 100_000), "workers", "to be had at the start"),
    must("cost.price_year", Kind::Whole(1900, 2200), "", "year whose pounds all costs are in"),
    must("cost.permanent", PLUS, "£ per yr", "a permanent worker, full time, on-costs included"),
    must("cost.newly_qualified", PLUS, "£ per yr", "the same, newly qualified at the start"),
    must("cost.agency", PLUS, "£ per yr", "an agency worker, full time, margin included"),
    must("cost.manager", PLUS, "£ per yr", "a manager, full time, on-costs included"),
    must("cost.starter", PLUS, "£", "to find one permanent worker: advert, panel, checks"),
    must("conferences.chairs", Kind::Whole(1, 10_000), "", "number of chairs"),
    must("conferences.per_day", Kind::Whole(1, 100), "", "conferences of a chair on a day"),
    must("out_of_hours.workers", Kind::Whole(1, 10_000), "", "on at nights and weekends"),
    must("out_of_hours.effort", Kind::Delay, "", "discussion and first visit, elapsed"),
    free("day.first_come", Kind::Flag, "", "own work in the order in which it became ready"),
    free("day.overdue_fall_behind", Kind::Flag, "", "long overdue work falls behind"),
    free("day.overdue", Kind::WorkingDays, "", "overdue by more than this is long overdue"),
    free("day.slack_habit", Kind::Share, "", "strength of leaving slack work until its date nears"),
    free("day.note_late", Kind::WorkingDays, "", "after which a note is late"),
    free("day.paid_share_of_open_hours", FACTOR, "x", "paid hours by open hour"),
    free("effort.scale", FACTOR, "x", "factor on every effort"),
    free("effort.notes", FACTOR, "x", "factor on every share of effort that is a note"),
];

#[rustfmt::skip]
const START_GROUP: &[Row] = &[
    must("office", Kind::Text, "", "office that holds the families"),
    must("stage", Kind::Text, "", "stage they are in"),
    free("team", Kind::Text, "", "kind of team that has them, where the stage does not say"),
    free("children", PLUS, "children", "number of children"),
    free("families", PLUS, "families", "number of families, in place of children"),
    must("allocated", Kind::Flag, "", "with a named worker, or on the list"),
    free("band", Kind::Text, "", "need band; drawn as for arrivals if absent"),
    free("age", Kind::Delay, "", "how long they have been in the stage"),
];

#[rustfmt::skip]
const CHANGE: &[Row] = &[
    must("path", Kind::Text, "", "number that changes; `*` for every name"),
    must("at", Kind::Date, "", "first day"),
    free("until", Kind::Date, "", "last day; for good if absent"),
    free("to", Kind::Anything, "", "new value"),
    free("times", PLUS, "x", "factor on the value"),
    free("add", Kind::Anything, "", "added to the value"),
    free("ramp", Kind::Span, "", "spread over so long, in weekly steps"),
];

#[rustfmt::skip]
const LEVER_USE: &[Row] = &[
    must("use", Kind::Text, "", "the lever, or the shock, by its name"),
    free("ordered", Kind::Date, "", "day of the order: in place when the lead time is over"),
    free("in_place", Kind::Date, "", "first day on which it works, in place of `ordered`"),
    free("until", Kind::Date, "", "last working day; to the end of the run if absent"),
    free("areas", Kind::Texts, "", "offices it is used in; all if absent"),
    free("teams", Kind::Texts, "", "kinds of team it is used in; the lever's own choice if absent"),
    free("from_areas", Kind::Texts, "", "offices that lend or give the workers"),
];

/// What a use of a lever may say itself, and a scenario for all uses of it.
#[rustfmt::skip]
const LEVER: &[Row] = &[
    free("lead_time", Kind::Span, "", "from the order until it is in place"),
    free("ramp", Kind::Span, "", "its effect spread over so long, in weekly steps"),
    free("workers", Kind::Whole(0, 10_000), "workers", "people it brings, all areas together"),
    free("who", Kind::Choice(&["permanent", "overseas", "newly qualified"]), "", "recruited"),
    free("children", PLUS, "children", "most that a full-time worker is given"),
    free("points", PLUS, "points", "most that a full-time worker is given"),
    free("share", Kind::Share, "", "share of the work or the time it reaches"),
    free("most", Kind::Share, "", "largest share allowed"),
    free("miss_rates", Kind::SomeShares, "", "of those ended by triage, that it may miss"),
    free("factor", FACTOR, "x", "factor on the number it moves; 1 = no effect"),
    free("sickness_factor", FACTOR, "x", "factor on spells of sickness meanwhile"),
    free("duty_one_in", Kind::Number(1.0, 1000.0), "workers", "rota of the offices served"),
    free("dual_running", Kind::Span, "", "both work before the first office is served"),
    free("gain", FACTOR, "x", "factor on speed once it is over; 1 = none"),
    free("finds", Kind::Share, "", "of families in more need than thought, those it finds"),
    free("only_after", Kind::WorkingDays, "", "wait from which a family is theirs; any if absent"),
    free("partner_effort", Kind::Effort, "per family", "hours of the partners who reply"),
    free("how", Kind::Choice(&["none", "overflow", "county"]), "", "how lists are shared"),
    free("after", Kind::WorkingDays, "", "oldest wait of a list from which another team takes"),
    free("travel", Kind::Effort, "per visit", "extra, for a visit outside one's own area"),
    free("stages", Kind::Texts, "", "stages that the receiving team holds from then"),
    free("team", Kind::Text, "", "kind of team that receives the families"),
    free("at", Kind::Text, "", "recurring item at whose first time they go; at once if absent"),
    free("holds", Kind::Choice(&["sending worker", "nobody"]), "", "who has them while they wait"),
    free("lasts", Kind::Span, "", "how long each office is slower"),
    free("every", Kind::Span, "", "from one office to the next"),
    free("effort", Kind::Effort, "per family", "manager's work for one family"),
    free("closes", Kind::Share, "", "share of the families read that are closed"),
    free("pressed_after", Kind::WorkingDays, "", "age at which closing work is pressed"),
    free("taken", Kind::Share, "", "families turned down who take help up"),
    free("return_factor", FACTOR, "x", "factor on their chance to come back; 1 = no effect"),
    free("shift", Kind::Number(-5.0, 5.0), "sd", "by which the thresholds move"),
    free("noise", Kind::Number(0.0, 10.0), "sd", "noise of screening in need from then"),
    free("worker_time", Kind::Share, "", "casework time of all workers that goes into it"),
    free("role", Kind::Text, "", "role of the posts added"),
    free("casework_share", Kind::Share, "", "their office time for items, net of leave"),
    free("cost.once", PLUS, "£", "paid on the first day"),
    free("cost.per_year", PLUS, "£ per yr", "paid evenly while it is in place"),
    free("cost.per_worker_year", PLUS, "£ per yr", "for each of its workers, or else in post"),
];

#[rustfmt::skip]
const OBSERVED: &[Row] = &[
    must("measure", Kind::Text, "", "measure it is compared with"),
    free("area", Kind::Text, "", "office; all together if absent"),
    free("at", Kind::Date, "", "day of a count"),
    free("from", Kind::Date, "", "first day of a period"),
    free("to", Kind::Date, "", "last day of a period"),
    free("pick", Kind::Text, "", "\"value\", \"highest\", \"median\" ... over the period"),
    free("low", ANY, "", "lower end of the target range"),
    free("high", ANY, "", "upper end of the target range"),
    free("target", ANY, "", "the published figure itself"),
    must("kind", Kind::Choice(&["predicted", "fitted", "rule"]), "", "what agreement means"),
    free("source", Kind::Text, "", "where it was published"),
    free("note", Kind::Text, "", "remark"),
    free("finding", Kind::Text, "", "finding it belongs to, of an inspection or a newspaper"),
    free("if_missed", Kind::Text, "", "why the model may miss it, and what would tell"),
];
