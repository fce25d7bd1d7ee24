//! One replication, statistics on: the mini model W2, and each county file. Throughput is per
//! agenda entry acted on.

use caseload::experiment::{Plan, monitor_plan, run_one};
use caseload::scenario;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;

const FILES: [&str; 4] = [
    "scenarios/reference/w2.toml",
    "scenarios/tiny-office.toml",
    "scenarios/essex-2009.toml",
    "scenarios/essex-hindcast.toml",
];

fn plan(file: &str) -> Plan {
    scenario::load(Path::new(file), &[]).expect("the scenario is right")
}

fn replications(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replication");
    group.sample_size(10);
    for file in FILES {
        let plan = plan(file);
        let measures = monitor_plan(&plan, &[]).expect("every request is understood");
        let once = run_one(&plan, &measures, 0).expect("no law is broken");
        println!(
            "{file}: {} events, {} agenda entries",
            once.events, once.agenda_events
        );
        group.throughput(Throughput::Elements(once.agenda_events));
        group.bench_function(file, |bencher| {
            bencher.iter(|| run_one(black_box(&plan), &measures, 0).expect("no law is broken"));
        });
    }
    group.finish();
}

criterion_group!(benches, replications);
criterion_main!(benches);
