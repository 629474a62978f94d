//! The exercises of lesson 07: see `kit::exercise`.

mod word;

kit::exercises! {
    ticket_lock {
        id: "7.1",
        file: "01_ticket_lock.rs",
        wrong: "01_ticket_lock" / [
            two_get_the_same_number,
            enters_when_its_number_is_not_greater,
            a_number_only_when_it_is_free,
            looks_and_then_takes_a_number,
            leaves_and_keeps_its_number,
            serves_the_last_number,
            looks_and_lets_nobody_run,
        ],
    }
    lost_wake_up {
        id: "7.2",
        file: "02_lost_wake_up.rs",
        wrong: "02_lost_wake_up" / [
            looks_before_it_frees,
            wakes_before_it_frees,
            sleeps_on_whatever_it_sees,
            takes_its_word_back_and_sleeps,
            woken_so_it_has_it,
            wakes_in_any_case,
        ],
    }
    starvation {
        id: "7.3",
        file: "03_starvation.rs",
        wrong: "03_starvation" / [
            takes_what_is_handed_over,
            never_starves,
            starves_though_it_has_the_lock,
            the_last_one_leaves_it_on,
            leaves_the_flag_up,
            calls_past_the_one_on_its_way,
        ],
    }
    tickets {
        id: "7.4",
        file: "04_tickets.rs",
        wrong: "04_tickets" / [
            compares_as_numbers,
            calls_the_first_asleep,
            calls_another_instead,
            waits_for_the_owner_to_sleep,
            keeps_calls_for_nobody,
            the_next_one_does_not_sleep,
        ],
    }
    semaphore {
        id: "7.5",
        file: "05_semaphore.rs",
        wrong: "05_semaphore" / [
            queues_in_a_second_step,
            parks_with_the_lock,
            woken_so_it_has_a_permit,
            a_newcomer_is_faster,
            adds_a_permit_as_well,
            forgets_what_nobody_waits_for,
        ],
    }
    readers_and_writers {
        id: "7.6",
        file: "06_readers_and_writers.rs",
        wrong: "06_readers_and_writers" / [
            forgets_who_reads,
            waits_for_those_who_have_left,
            every_reader_calls,
            reads_as_long_as_others_read,
            looks_before_it_gives_back,
            calls_one_reader,
        ],
    }
}
