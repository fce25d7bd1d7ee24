//! Eight futures of W2 on one thread and on two: how well whole replications share a machine.

use caseload::experiment::plan::Replications;
use caseload::experiment::{Running, monitor_plan, run_all};
use caseload::scenario;
use criterion::{Criterion, criterion_group, criterion_main};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn threads(criterion: &mut Criterion) {
    let file = Path::new("scenarios/reference/w2.toml");
    let mut plan = scenario::load(file, &[]).expect("the scenario is right");
    plan.replications = Replications::Number(8);
    let measures = monitor_plan(&plan, &[]).expect("every request is understood");
    let cancelled = AtomicBool::new(false);
    let mut group = criterion.benchmark_group("eight futures of W2");
    group.sample_size(10);
    for jobs in [1, 2] {
        group.bench_function(format!("{jobs} threads"), |bencher| {
            bencher.iter(|| {
                let running = Running {
                    jobs,
                    progress: &|_, _| {},
                    cancelled: &cancelled,
                };
                run_all(&plan, &measures, &running).expect("no law is broken")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, threads);
criterion_main!(benches);
