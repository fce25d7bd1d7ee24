use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const NINE: i64 = 9 * 3_600;
const FIVE: i64 = 17 * 3_600;

fn office() -> Calendar {
    // 1 April 2024 is Easter Monday.
    Calendar::office(date(2024, 4, 1), NINE, FIVE, &[date(2024, 4, 9)], 2, 2)
}

fn at(c: &Calendar, month: i8, day: i8, second: i64) -> Time {
    c.time_of(date(2024, month, day)) + Span(second)
}

#[test]
fn dates_agree_with_the_date_library_over_the_whole_range() {
    let mut day = Date::MIN;
    let mut number = number_of(day);
    while day < Date::MAX {
        assert_eq!(number_of(day), number);
        assert_eq!(civil_of(number), day);
        assert_eq!(
            weekday_of(number),
            day.weekday().to_monday_zero_offset() as usize
        );
        day = day.tomorrow().unwrap();
        number += 1;
    }
    assert_eq!(number_of(date(1970, 1, 1)), 0);
    assert_eq!(
        (civil_of(i64::MAX / 1_000_000), civil_of(-9_999_999)),
        (Date::MAX, Date::MIN)
    );
}

#[test]
fn the_week_after_easter() {
    let c = office();
    assert_eq!(
        (c.start(), c.date_of(Time(-1))),
        (date(2024, 4, 1), date(2024, 3, 31))
    );
    assert_eq!((c.weekday(Time::ZERO), c.month(Time::ZERO)), (0, 3));
    assert!(!c.is_working_day(Time::ZERO) && c.is_working_day(Time::ZERO + Span::DAY));
    let tuesday = at(&c, 4, 2, 0);
    assert_eq!(c.next_open(Time::ZERO), tuesday + Span(NINE));
    assert_eq!(
        c.next_open(tuesday + Span(NINE + 5)),
        tuesday + Span(NINE + 5)
    );
    assert_eq!(c.next_open(tuesday + Span(FIVE)), at(&c, 4, 3, NINE));
    assert_eq!(c.next_open(at(&c, 4, 5, FIVE)), at(&c, 4, 8, NINE));
    assert_eq!(c.next_open(at(&c, 4, 8, FIVE)), at(&c, 4, 10, NINE));
    assert_eq!(c.next_working_day(tuesday), at(&c, 4, 3, NINE));
    assert_eq!(c.closing(tuesday), at(&c, 4, 2, FIVE));
    assert!(c.is_open(at(&c, 4, 2, NINE)) && !c.is_open(at(&c, 4, 2, FIVE)));
    assert!(!c.is_open(at(&c, 4, 9, NINE)), "an extra closure");
}

#[test]
fn working_days_are_counted_from_the_start() {
    let c = office();
    let index = |month, day| c.working_day_index(at(&c, month, day, 0));
    // Good Friday is 29 March, Easter Monday the start.
    assert_eq!(
        (index(3, 27), index(3, 28), index(3, 29), index(4, 1)),
        (-1, 0, 0, 0)
    );
    assert_eq!(
        (
            index(4, 2),
            index(4, 5),
            index(4, 7),
            index(4, 8),
            index(4, 9)
        ),
        (1, 4, 4, 5, 5)
    );
    assert_eq!(c.working_days_between(at(&c, 3, 28, 0), at(&c, 4, 8, 3)), 5);
    let from = at(&c, 3, 28, 50);
    assert_eq!(c.add_working_days(from, 0), at(&c, 3, 28, NINE));
    assert_eq!(c.add_working_days(from, 1), at(&c, 4, 2, NINE));
    assert_eq!(c.add_working_days(from, -1), at(&c, 3, 27, NINE));
    assert_eq!(c.add_working_days(at(&c, 3, 30, 0), 0), at(&c, 4, 2, NINE));
    assert_eq!(c.add_working_days(at(&c, 3, 30, 0), 1), at(&c, 4, 2, NINE));
    assert_eq!(
        c.add_working_days(at(&c, 3, 30, 0), -1),
        at(&c, 3, 28, NINE)
    );
    // 45 working days, as for an assessment, past two bank holidays and the closure.
    assert_eq!(c.end_of_working_day_after(from, 45), at(&c, 6, 6, FIVE));
}

#[test]
fn work_ends_at_closing_time() {
    let c = office();
    let morning = at(&c, 4, 2, NINE);
    assert_eq!(
        c.after_work(morning, c.working_day_length()),
        at(&c, 4, 2, FIVE)
    );
    assert_eq!(
        c.after_work(morning, c.working_day_length() + Span(1)),
        at(&c, 4, 3, NINE + 1)
    );
    assert_eq!(
        c.after_work(at(&c, 4, 5, FIVE - 10), Span(30)),
        at(&c, 4, 8, NINE + 20)
    );
    assert_eq!(c.after_work(at(&c, 4, 6, 77), Span::ZERO), at(&c, 4, 6, 77));
    assert_eq!(
        c.work_between(at(&c, 3, 28, 0), at(&c, 4, 2, NINE)),
        Span(8 * 3_600)
    );
}

#[test]
fn a_continuous_calendar_is_plain_time() {
    let c = Calendar::continuous(date(2024, 4, 1));
    let t = Time(100_000);
    assert!(c.is_continuous() && c.is_open(t) && c.is_working_day(t));
    assert_eq!((c.next_open(t), c.next_working_day(t)), (t, Time(172_800)));
    assert_eq!(
        (c.closing(t), c.closing(Time::ZERO)),
        (Time(172_800), Time(86_400))
    );
    assert_eq!(c.after_work(t, Span(7)), Time(100_007));
    assert_eq!(
        (c.working_day_index(t), c.working_day_index(Time(-1))),
        (2, 0)
    );
    assert_eq!(
        (c.add_working_days(t, 0), c.add_working_days(t, 2)),
        (Time(86_400), Time(259_200))
    );
    assert_eq!(c.working_day_length(), Span::DAY);
}

#[test]
fn nothing_overflows_far_away() {
    for c in [office(), Calendar::continuous(date(2024, 4, 1))] {
        for t in [Time::NEVER, Time(-Time::NEVER.0), Time::NEVER - Span(1)] {
            let _ = (
                c.date_of(t),
                c.month(t),
                c.is_open(t),
                c.next_open(t),
                c.closing(t),
            );
            let _ = (
                c.next_working_day(t),
                c.working_day_index(t),
                c.add_working_days(t, 45),
            );
            let _ = (
                c.end_of_working_day_after(t, i64::MAX),
                c.add_working_days(t, i64::MIN),
            );
            let _ = (
                c.after_work(t, Span(i64::MAX / 2)),
                c.work_between(Time::ZERO, t),
            );
        }
        assert!(c.after_work(Time::ZERO, Time::NEVER - Time::ZERO) >= Time::NEVER);
    }
}

/// The law by counting seconds: slow, and too simple to be wrong.
fn slow_work_between(c: &Calendar, a: i64, b: i64) -> i64 {
    (a.div_euclid(600)..b.div_euclid(600))
        .filter(|&s| c.is_open(Time(s * 600)))
        .count() as i64
        * 600
}

proptest! {
    #[test]
    fn open_time_is_what_counting_says(a in -200_000i64..200_000, n in 0i64..2_000) {
        let c = office();
        let (a, b) = (a * 600, (a + n) * 600);
        prop_assert_eq!(c.work_between(Time(a), Time(b)).0, slow_work_between(&c, a, b));
    }

    #[test]
    fn work_is_undone_by_counting_it(a in -9_000_000_000i64..9_000_000_000, w in 1i64..50_000_000) {
        // Ranges reach beyond the table on both sides.
        let c = office();
        let end = c.after_work(Time(a), Span(w));
        prop_assert_eq!(c.work_between(Time(a), end), Span(w));
        prop_assert_eq!(c.work_between(Time(a), end - Span(1)), Span(w - 1));
    }

    #[test]
    fn what_lies_further_back_is_what_counting_days_says(
        a in -9_000_000_000i64..9_000_000_000, days in -60i64..60, n in 0i64..30
    ) {
        let (c, now) = (office(), Time(a));
        let back = c.further_back(now, n);
        for due in [now + Span::DAY * days, back, back - Span(1)] {
            prop_assert_eq!(due < back, c.working_days_between(due, now) > n);
        }
    }

    #[test]
    fn indices_and_days_agree(a in -9_000_000_000i64..9_000_000_000, n in -3_000i64..3_000) {
        let c = office();
        let t = c.add_working_days(Time(a), n);
        prop_assert!(c.is_open(t) && c.is_working_day(t));
        prop_assert_eq!(c.working_day_index(t) - c.working_day_index(t - Span::DAY), 1);
        if n > 0 {
            prop_assert_eq!(c.working_days_between(Time(a), t), n);
        }
        let open = c.next_open(Time(a));
        prop_assert!(open >= Time(a) && c.is_open(open));
        prop_assert_eq!(c.work_between(Time(a), open), Span::ZERO);
    }
}
