//! Which orders `explore` tries: those that it leaves out lose nothing, and what it reports can be had again.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use ground::park::{self, Waiter};
use ground::stage::{self, Bound, Report, Schedule, Shared, Stage, What, explore, replay};

/// All results of a scenario, as text, under `bound`, with what went wrong, and the report.
fn results(bound: Bound, scenario: impl Fn(&Stage) -> String) -> (BTreeSet<String>, Report) {
    let all = RefCell::new(BTreeSet::new());
    let report = explore(bound, |stage| {
        let result = scenario(stage);
        all.borrow_mut().insert(result);
    });
    let mut all = all.into_inner();
    all.extend(report.failures.iter().map(|f| f.what.to_string()));
    (all, report)
}

/// What a puppet of a random program does: one access, or a wait.
#[derive(Clone, Copy, Debug)]
enum Op {
    Read(usize),
    Write(usize),
    Add(usize),
    Ready(usize),
    Park,
    ParkUntil(u64),
    Sleep(u64),
}

fn random_program(mut seed: u64, puppets: usize, length: usize) -> Vec<Vec<Op>> {
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (seed >> 33) % below
    };
    let mut op = || {
        let (kind, object) = (random(12), random(3) as usize);
        match kind {
            0..=2 => Op::Read(object),
            3..=5 => Op::Write(object),
            6 | 7 => Op::Add(object),
            8 | 9 => Op::Ready(object % puppets),
            10 => [Op::Park, Op::ParkUntil(random(3))][random(2) as usize],
            _ => Op::Sleep(random(3)),
        }
    };
    (0..puppets).map(|_| (0..length).map(|_| op()).collect()).collect()
}

/// Runs a program; the result is all that anybody saw, the cells at the end, and who is stuck.
fn run_program(stage: &Stage, program: &[Vec<Op>]) -> String {
    let cells: Vec<Shared<u64>> = (0..3).map(|_| stage.shared(0)).collect();
    let seen: Vec<_> = program.iter().map(|_| Rc::new(RefCell::new(Vec::new()))).collect();
    let waiters: Rc<RefCell<Vec<Option<Waiter>>>> = Rc::new(RefCell::new(vec![None; program.len()]));
    for (i, ops) in program.iter().enumerate() {
        let (ops, cells, seen, waiters) = (ops.clone(), cells.clone(), Rc::clone(&seen[i]), Rc::clone(&waiters));
        stage.puppet(format!("p{i}"), move || {
            waiters.borrow_mut()[i] = Some(park::current());
            stage::sleep(Duration::from_millis(1)); // until all are known
            for (step, op) in ops.into_iter().enumerate() {
                let later = |ms| park::now() + Duration::from_millis(ms);
                let saw = match op {
                    Op::Read(c) => cells[c].get(),
                    Op::Write(c) => {
                        cells[c].set((10 * i + step) as u64);
                        0
                    }
                    Op::Add(c) => cells[c].update(|v| {
                        *v += 100;
                        *v
                    }),
                    Op::Ready(p) => {
                        let waiter = waiters.borrow()[p].clone();
                        waiter.expect("all are known").ready();
                        0
                    }
                    Op::Park => {
                        park::park();
                        1
                    }
                    Op::ParkUntil(ms) => u64::from(park::park_until(later(ms))),
                    Op::Sleep(ms) => {
                        stage::sleep(Duration::from_millis(ms));
                        0
                    }
                };
                seen.borrow_mut().push(saw);
            }
        });
    }
    let end = stage.run();
    format!("{cells:?} {seen:?} {end:?} {:?}", stage.elapsed())
}

#[test]
fn the_reduction_finds_every_result_that_brute_force_finds() {
    let (mut fewer, mut several, mut stuck) = (0, 0, 0);
    for seed in 0..60 {
        let (puppets, length) = if seed % 2 == 0 { (2, 4) } else { (3, 1 + seed as usize % 3 / 2) };
        let program = random_program(seed, puppets, length);
        let (every, brute) = results(Bound::All, |stage| run_program(stage, &program));
        let (reduced, report) = results(Bound::All, |stage| {
            stage.declared();
            run_program(stage, &program)
        });
        assert_eq!(reduced, every, "seed {seed}: {program:?}");
        assert!(brute.complete && report.complete && report.runs <= brute.runs);
        fewer += usize::from(report.runs < brute.runs);
        several += usize::from(every.len() > 2);
        stuck += usize::from(!brute.failures.is_empty());
    }
    // The programs are worth the comparison.
    assert!(fewer > 50 && several > 10 && stuck > 5, "{fewer} {several} {stuck}");
}

/// Puppets of ten steps: each works on a cell of its own and, in its fourth and eighth step, on one of all.
fn ten_steps(stage: &Stage, puppets: usize) -> String {
    let common = stage.shared(Vec::new());
    for i in 0..puppets {
        let (own, common) = (stage.shared(0), common.clone());
        stage.puppet(format!("p{i}"), move || {
            for step in 1..=10 {
                if step % 4 == 0 { common.update(|c| c.push(i)) } else { own.update(|n| *n += step) }
            }
        });
    }
    stage.run().expect("nobody waits");
    format!("{common:?}")
}

#[test]
fn three_puppets_of_ten_steps_take_as_many_runs_as_they_have_results() {
    let (results, report) = results(Bound::All, |stage| {
        stage.declared();
        ten_steps(stage, 3)
    });
    // 6! / (2! 2! 2!) orders of the two steps of each that others can see.
    assert_eq!((results.len(), report.runs, report.complete), (90, 90, true), "{report}");
    assert_eq!(report.depth, 33);
}

#[test]
fn two_puppets_that_promise_nothing_are_tried_in_every_order() {
    let (_, report) = results(Bound::All, |stage| {
        for name in ["a", "b"] {
            stage.puppet(name, || (0..5).for_each(|_| stage::point()));
        }
        stage.run().map_or_else(|e| e.to_string(), |()| String::new())
    });
    // Six steps each: 12! / (6! 6!).
    assert_eq!((report.runs, report.cut_off, report.depth), (924, 0, 12));
}

#[test]
fn a_bare_point_takes_back_the_promise_for_the_step_after_it() {
    let lost = |bare: bool| {
        explore(Bound::All, move |stage| {
            stage.declared();
            let n = Rc::new(Cell::new(0)); // shared, and not declared
            for name in ["a", "b"] {
                let n = Rc::clone(&n);
                stage.puppet(name, move || {
                    let read = n.get();
                    if bare {
                        stage::point();
                    }
                    n.set(read + 1);
                });
            }
            stage.run().expect("nobody waits");
            assert_eq!(n.get(), 2);
        })
    };
    assert_eq!(lost(true).failures.len(), 1);
    assert_eq!(lost(false).failures.len(), 0, "nobody else can run in between");
}

#[test]
fn a_bound_of_no_preemptions_leaves_the_turn_to_whoever_has_it() {
    let (results, report) = results(Bound::Preemptions(0), |stage| ten_steps(stage, 3));
    assert_eq!((results.len(), report.runs), (6, 6));
}

#[test]
fn more_preemptions_show_more() {
    let count = |n| results(Bound::Preemptions(n), |stage| ten_steps(stage, 2)).0.len();
    // 4! / (2! 2!) results, the last of which (0 1 0 1 and 1 0 1 0) take two.
    assert_eq!([count(0), count(1), count(2)], [2, 4, 6]);
}

#[test]
fn the_same_seed_makes_the_same_report_and_a_failing_run_is_made_again_by_its_seed() {
    let scenario = |stage: &Stage| {
        let n = stage.shared(0);
        for name in ["a", "b", "c"] {
            let n = n.clone();
            stage.puppet(name, move || n.set(n.get() + 1));
        }
        stage.run().expect("nobody waits");
        assert_eq!(n.get(), 3, "lost");
    };
    let report = explore(Bound::Random { seed: 7, runs: 100 }, scenario);
    assert_eq!(report, explore(Bound::Random { seed: 7, runs: 100 }, scenario));
    assert!(!report.complete);
    let failure = &report.failures[0];
    let seed = failure.schedule.seed().expect("a random run has a seed");
    let again = explore(Bound::Random { seed, runs: 1 }, scenario);
    assert_eq!(again.failures[0].schedule, failure.schedule);
}

#[test]
fn the_shortest_failure_comes_first() {
    let report = explore(Bound::All, |stage| {
        let order = stage.shared(Vec::new());
        for name in ["long", "short"] {
            let order = order.clone();
            stage.puppet(name, move || {
                order.update(|o| o.push(name));
                let first = order.get()[0];
                if name == "long" && first == "short" {
                    (0..3).for_each(|_| stage::point());
                }
                assert_ne!(first, "short", "{name} came late");
            });
        }
    });
    let lengths: Vec<_> = report.failures.iter().map(|f| f.schedule.steps().len()).collect();
    assert!(report.failures.len() >= 2 && lengths.is_sorted(), "{report}");
    assert!(report.to_string().contains("schedule: "), "{report}");
}

#[test]
fn a_puppet_that_spins_is_reported_as_endless() {
    let report = explore(Bound::All, |stage| {
        stage.puppet("spins", || {
            loop {
                stage::point();
            }
        });
    });
    assert!(matches!(report.failures[0].what, What::Endless(_)) && !report.complete, "{:?}", report.failures[0].what);
}

#[test]
fn a_scenario_that_does_something_else_each_time_is_found_out() {
    let run = Cell::new(0);
    let report = explore(Bound::All, |stage| {
        run.set(run.get() + 1);
        for i in 0..2 {
            let other = run.get() > 1;
            stage.puppet(format!("p{i}"), move || {
                (0..2).for_each(|_| if other { park::park() } else { stage::point() })
            });
        }
    });
    assert!(
        report.failures.iter().any(|f| matches!(&f.what, What::Diverged(why) if why.contains("not deterministic")))
    );
}

#[test]
fn a_schedule_that_does_not_fit_is_an_error() {
    let schedule: Schedule = "a*2 b".parse().unwrap();
    let failure = replay(&schedule, |stage| {
        stage.puppet("a", || ());
        stage.puppet("b", || ());
    });
    assert_eq!(failure.unwrap_err().what, What::Diverged("step 2 is a's, but only these can run: b".into()));
}

#[test]
fn a_script_that_steps_is_explored_in_what_it_leaves_open() {
    let (results, report) = results(Bound::All, |stage| {
        stage.declared();
        let log = stage.shared(String::new());
        for name in ["a", "b", "c"] {
            let log = log.clone();
            stage.puppet(name, move || log.update(|l| l.push_str(name)));
        }
        while stage.step("b") == stage::Outcome::Point {}
        stage.run().expect("nobody waits");
        format!("{log:?}")
    });
    assert_eq!(results.into_iter().collect::<Vec<_>>(), ["\"bac\"", "\"bca\""]);
    assert!(report.complete && report.failures.is_empty());
}

#[test]
fn a_cut_off_run_runs_the_destructors_of_its_puppets() {
    let live = Rc::new(());
    let report = explore(Bound::All, |stage| {
        stage.declared();
        for i in 0..3 {
            let (live, own) = (Rc::clone(&live), stage.shared(0));
            stage.puppet(format!("p{i}"), move || {
                let _live = live;
                (0..3).for_each(|n| own.set(n));
            });
        }
    });
    assert!(report.cut_off > 0 && report.runs == 1, "{report}");
    assert_eq!(Rc::strong_count(&live), 1);
}
