//! The exercises of lesson 03: see `kit::exercise`.

mod recorded;

kit::exercises! {
    size_to_class {
        id: "3.1",
        file: "01_size_to_class.rs",
        wrong: "01_size_to_class" / [no_end_to_the_step, any_span_without_a_tail, keeps_the_smaller_one, never_merges, merges_what_has_as_many_objects],
    }
    split {
        id: "3.2",
        file: "02_split.rs",
        wrong: "02_split" / [only_the_list_of_its_length, short_ones_from_lists_alone, cuts_the_longest, back_where_it_came_from, the_last_list_is_never_used, nothing_is_left_and_kept, the_oldest_of_a_list],
    }
    merge {
        id: "3.3",
        file: "03_merge.rs",
        wrong: "03_merge" / [only_what_comes_after, joins_whatever_is_free, leaves_the_neighbour_in_its_list, marks_the_first_page_only, marks_the_ends_it_had],
    }
    slow_start {
        id: "3.4",
        file: "04_slow_start.rs",
        wrong: "04_slow_start" / [a_batch_at_once, doubles_like_tcp, one_more_for_ever, up_to_8192_exactly, only_the_one_too_many, shrinks_at_the_third, counts_at_a_batch],
    }
    waste {
        id: "3.5",
        file: "05_waste.rs",
        wrong: "05_waste" / [the_class_below_itself, in_percent_of_the_request, forgets_the_tail, counts_the_tail_for_the_rule, from_an_eighth_on],
    }
    transfer_cache {
        id: "3.6",
        file: "06_transfer_cache.rs",
        wrong: "06_transfer_cache" / [any_number_into_a_slot, the_oldest_first, opens_a_batch, there_is_always_a_slot, keeps_empty_spans],
    }
    free_list {
        id: "3.7",
        file: "07_free_list.rs",
        wrong: "07_free_list" / [full_when_the_memory_is, forgets_the_low_mark, the_mark_is_nothing, takes_the_oldest, leaves_the_objects_behind],
    }
}
