//! The exercises of lesson 01: see `kit::exercise`.

mod recorded;

kit::exercises! {
    growth_rule {
        id: "1.1",
        file: "01_growth_rule.rs",
        wrong: "01_growth_rule" / [forgets_the_size_class, the_rule_of_the_notes, forgets_large_appends, adds_only_once],
    }
    chunks {
        id: "1.2",
        file: "02_chunks.rs",
        wrong: "02_chunks" / [leaves_the_room_behind, drops_the_rest, reaches_past_the_length, nothing_for_a_size_of_zero],
    }
    delete_func {
        id: "1.3",
        file: "03_delete_func.rs",
        wrong: "03_delete_func" / [leaves_the_tail, clears_the_room_too, skips_neighbours],
    }
    subsets {
        id: "1.4",
        file: "04_subsets.rs",
        wrong: "04_subsets" / [clips_the_answer, copies_at_every_step, swaps_the_branches],
    }
    copy {
        id: "1.5",
        file: "05_copy.rs",
        wrong: "05_copy" / [always_forwards, always_backwards, counts_the_source],
    }
}
