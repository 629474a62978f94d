//! The two macros that a lesson writes.

/// Lists the tests of a file under `tests/exercises/`. Write the tests as plain functions below it; one that is
/// not listed is dead code, and the compiler says so.
///
/// ```
/// # #![allow(clippy::needless_doctest_main)]
/// mod answer {
///     pub fn double(n: usize) -> usize {
///         2 * n
///     }
/// }
/// mod tests {
///     use super::answer::double;
///
///     kit::tests![nothing_stays_nothing, three_becomes_six];
///
///     fn nothing_stays_nothing() {
///         assert_eq!(double(0), 0);
///     }
///
///     fn three_becomes_six() {
///         assert_eq!(double(3), 6);
///     }
/// }
/// fn main() {
///     assert_eq!(tests::TESTS[1].name, "three_becomes_six");
/// }
/// ```
#[macro_export]
macro_rules! tests {
    ($($test:ident),+ $(,)?) => {
        /// The tests, in order.
        pub const TESTS: &[$crate::exercise::Test] =
            &[$($crate::exercise::Test { name: stringify!($test), run: $test }),+];
    };
}

/// The whole of a lesson's `tests/exercises.rs` (a test target with `harness = false`).
///
/// ```ignore
/// //! The exercises of this lesson, see `kit::exercise`.
///
/// kit::exercises! {
///     growth_rule {
///         id: "1.1",
///         file: "01_growth_rule.rs",
///         wrong: "01_growth_rule" / [rounds_first, forgets_needed],
///     }
/// }
/// ```
///
/// Each variant of an answer is a module of its own, and the file of tests is compiled once beside each. The
/// names of files are literals because `#[path]` takes nothing else.
#[macro_export]
macro_rules! exercises {
    ($(
        $name:ident {
            id: $id:literal,
            file: $file:literal,
            wrong: $folder:literal / [$($wrong:ident),+ $(,)?] $(,)?
        }
    )+) => {
        $(
            // The empty path keeps an inline module from adding a folder of its own name.
            #[path = ""]
            // One file of tests, beside each variant of the answer, is the point.
            #[allow(clippy::duplicate_mod)]
            mod $name {
                #[path = "../exercises"]
                pub mod yours {
                    // A starter leaves parameters and imports for the reader to use.
                    #[allow(unused)]
                    #[path = $file]
                    pub mod answer;

                    #[path = "../tests/exercises"]
                    pub mod must {
                        use super::answer;

                        #[path = $file]
                        pub mod tests;
                    }
                }

                #[path = "../solutions"]
                pub mod solution {
                    #[path = $file]
                    pub mod answer;

                    #[path = "../tests/exercises"]
                    pub mod must {
                        use super::answer;

                        #[path = $file]
                        pub mod tests;
                    }
                }

                #[path = ""]
                pub mod wrong {
                    $(
                        #[path = ""]
                        pub mod $wrong {
                            #[path = "../wrong"]
                            mod folder {
                                #[path = $folder]
                                pub mod files {
                                    // A wrong answer need not be elegant.
                                    #[allow(unused, clippy::all)]
                                    pub mod $wrong;
                                }
                            }
                            use folder::files::$wrong as answer;

                            #[path = "exercises"]
                            pub mod must {
                                use super::answer;

                                #[path = $file]
                                pub mod tests;
                            }
                        }
                    )+
                }
            }
        )+

        static LESSON: $crate::exercise::Lesson = $crate::exercise::Lesson {
            root: env!("CARGO_MANIFEST_DIR"),
            package: env!("CARGO_PKG_NAME"),
            exercises: &[$(
                $crate::exercise::Exercise {
                    name: stringify!($name),
                    id: $id,
                    file: $file,
                    wrong_folder: $folder,
                    solution: $name::solution::must::tests::TESTS,
                    yours: $name::yours::must::tests::TESTS,
                    wrong: &[$(
                        $crate::exercise::Wrong {
                            name: stringify!($wrong),
                            tests: $name::wrong::$wrong::must::tests::TESTS,
                        }
                    ),+],
                }
            ),+],
            // Here and not in the kit, so that insta finds the lesson's folder and this test's name.
            snapshot: |table| $crate::insta::assert_snapshot!("wrong_answers", table),
        };

        fn main() -> ::std::process::ExitCode {
            $crate::exercise::main(&LESSON)
        }
    };
}
