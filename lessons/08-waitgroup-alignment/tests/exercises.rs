//! The exercises of lesson 08: see `kit::exercise`.

kit::exercises! {
    state {
        id: "8.1",
        file: "01_state.rs",
        wrong: "01_state" / [always_the_first_two, asks_the_word_size, the_semaphore_stays_last],
    }
    packed_word {
        id: "8.2",
        file: "02_packed_word.rs",
        wrong: "02_packed_word" / [keeps_the_waiters, counts_the_flag, erases_the_flag, knows_no_sign, releases_one],
    }
    place {
        id: "8.3",
        file: "03_place.rs",
        wrong: "03_place" / [the_rules_of_the_notes, forgets_the_end, a_word_for_each],
    }
    order {
        id: "8.4",
        file: "04_order.rs",
        wrong: "04_order" / [the_largest_first, the_smallest_first, one_of_each],
    }
    barrier {
        id: "8.5",
        file: "05_barrier.rs",
        wrong: "05_barrier" / [the_leader_hurries, uses_a_group_again_at_once, everybody_leads, says_done_and_goes],
    }
}
