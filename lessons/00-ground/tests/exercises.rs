//! The exercises of lesson 00: see `kit::exercise`.

kit::exercises! {
    token {
        id: "0.1",
        file: "01_token.rs",
        wrong: "01_token" / [loses_an_early_ready, sleeps_on_its_token, keeps_the_token, wakes_who_runs],
    }
    mailbox {
        id: "0.2",
        file: "02_mailbox.rs",
        wrong: "02_mailbox" / [looks_before_it_leaves_word, parks_before_it_looks, trusts_the_wake_up],
    }
    lock {
        id: "0.3",
        file: "03_lock.rs",
        wrong: "03_lock" / [looks_and_takes_in_two_steps, trusts_the_wake_up, queues_twice, keeps_it_held_for_nobody, wakes_before_it_frees],
    }
    deadline {
        id: "0.4",
        file: "04_deadline.rs",
        wrong: "04_deadline" / [goes_away_at_the_deadline, stays_in_the_queue, looks_once_more_and_goes],
    }
    trim {
        id: "0.5",
        file: "05_trim.rs",
        wrong: "05_trim" / [a_whole_alignment_too_much, forgets_the_back, rounds_down],
    }
}
