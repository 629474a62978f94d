//! The exercises of lesson 02: see `kit::exercise`.

kit::exercises! {
    ring {
        id: "2.1",
        file: "01_ring.rs",
        wrong: "01_ring" / [never_goes_round, cannot_tell_full_from_empty, takes_the_newest],
    }
    hand_off {
        id: "2.2",
        file: "02_hand_off.rs",
        wrong: "02_hand_off" / [always_through_the_buffer, forgets_the_waiting_sender, serves_the_waiting_sender_first],
    }
    close {
        id: "2.3",
        file: "03_close.rs",
        wrong: "03_close" / [throws_the_buffer_away, keeps_the_values_of_senders, wakes_one_receiver],
    }
    lock_order {
        id: "2.4",
        file: "04_lock_order.rs",
        wrong: "04_lock_order" / [in_the_order_given, locks_a_double_twice, the_first_one_first],
    }
    worker {
        id: "2.5",
        file: "05_worker.rs",
        wrong: "05_worker" / [never_ends, deaf_while_it_waits_for_a_tick, works_before_its_tick],
    }
}
