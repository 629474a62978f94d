//! `select!`: Go's statement, made of cases.

/// Waits until one of the cases can happen, makes it happen, and runs its arm.
///
/// ```text
/// select! {
///     value = RECEIVER.recv() => ARM,     value: Option<T>, None if the channel is closed; any pattern of one token
///     SENDER.send(EXPRESSION) => ARM,     panics with `send on closed channel`
///     timeout(INSTANT) => ARM,            at most one, after the cases: when none has happened until then
///     default => ARM,                     at most one, at the end: if none can happen now
/// }
/// ```
/// `RECEIVER` and `SENDER` are any expressions, evaluated once, and so is what is sent, from top to bottom, also if
/// `default` is taken. Of several cases that can happen, each is as likely. An arm is an expression or a block;
/// `break`, `continue`, `return` and `?` work in it as outside. Without a case and a `default`, it waits for ever.
/// ```
/// use channels::{Chan, select};
/// let (jobs, done) = (Chan::make(1), Chan::<()>::make(0));
/// jobs.send(7);
/// let seen = select! {
///     job = jobs.recv() => job,
///     _ = done.recv() => None,
/// };
/// assert_eq!(seen, Some(7));
/// let said = select! {
///     done.send(()) => "somebody waits",
///     default => "nobody waits",
/// };
/// assert_eq!(said, "nobody waits");
/// ```
#[macro_export]
macro_rules! select {
    ($($input:tt)*) => {
        $crate::__select!(@cases [] $($input)*)
    };
}

/// The inside of `select!`: takes one case after the other off its input.
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    // The end, one way or another.
    (@cases [$($cases:tt)*]) => { $crate::__select!(@run [$($cases)*] []) };
    (@cases [$($cases:tt)*] default => $arm:expr $(,)?) => { $crate::__select!(@run [$($cases)*] [default $arm]) };
    (@cases [$($cases:tt)*] timeout($at:expr) => $arm:expr $(,)?) => {
        $crate::__select!(@run [$($cases)*] [timeout ($at) $arm])
    };
    // A case: up to its operation first.
    (@cases $cases:tt $value:tt = $($rest:tt)*) => { $crate::__select!(@chan $cases [recv $value] [] $($rest)*) };
    (@cases $cases:tt $($rest:tt)*) => { $crate::__select!(@chan $cases [send] [] $($rest)*) };
    (@chan $cases:tt [recv $value:tt] [$($chan:tt)+] .recv() => $($rest:tt)*) => {
        $crate::__select!(@arm $cases [recv chan slot ($($chan)+) $value] $($rest)*)
    };
    (@chan $cases:tt [send] [$($chan:tt)+] .send($sent:expr) => $($rest:tt)*) => {
        $crate::__select!(@arm $cases [send chan slot ($($chan)+) ($sent)] $($rest)*)
    };
    (@chan $cases:tt $kind:tt [$($chan:tt)*] $next:tt $($rest:tt)*) => {
        $crate::__select!(@chan $cases $kind [$($chan)* $next] $($rest)*)
    };
    // Then its arm.
    (@arm [$($cases:tt)*] [$($case:tt)*] $arm:block , $($rest:tt)*) => {
        $crate::__select!(@cases [$($cases)* { $($case)* $arm }] $($rest)*)
    };
    (@arm [$($cases:tt)*] [$($case:tt)*] $arm:block $($rest:tt)*) => {
        $crate::__select!(@cases [$($cases)* { $($case)* $arm }] $($rest)*)
    };
    (@arm [$($cases:tt)*] [$($case:tt)*] $arm:expr , $($rest:tt)*) => {
        $crate::__select!(@cases [$($cases)* { $($case)* $arm }] $($rest)*)
    };
    (@arm [$($cases:tt)*] [$($case:tt)*] $arm:expr) => {
        $crate::__select!(@cases [$($cases)* { $($case)* $arm }])
    };
    // All operands are evaluated, from top to bottom. Then one case happens, and its arm is run.
    (@run [$({ $way:ident $chan:ident $slot:ident ($($on:tt)+) $operand:tt $arm:expr })*] [$($else:tt)*]) => {{
        $(
            let $chan = &$($on)+;
            let mut $slot = $crate::__select!(@slot $way $operand);
        )*
        #[allow(unused_mut, reason = "a select without cases")]
        let mut fired: ::core::option::Option<usize> =
            $crate::__select!(@wait [$($else)*] &mut [$($crate::Case::$way($chan, &mut $slot)),*]);
        $crate::__select!(@pick fired [$($else)*] $({ $way $slot $operand $arm })*)
    }};
    (@slot recv $value:tt) => { ::core::option::Option::None };
    (@slot send ($sent:expr)) => { ::core::option::Option::Some($sent) };
    (@wait [] $cases:expr) => { ::core::option::Option::Some($crate::__fired($crate::select($cases))) };
    (@wait [default $arm:expr] $cases:expr) => { $crate::__select_now($cases) };
    (@wait [timeout ($at:expr) $arm:expr] $cases:expr) => { $crate::__select_until($cases, $at) };
    // The arms, one after the other; `fired` counts down to the one that is meant.
    (@pick $fired:ident [$($else:tt)*] { $way:ident $slot:ident $operand:tt $arm:expr } $($rest:tt)*) => {
        if $fired == ::core::option::Option::Some(0) {
            $crate::__select!(@bind $way $slot $operand);
            $arm
        } else {
            $fired = $fired.map(|left| left - 1);
            $crate::__select!(@pick $fired [$($else)*] $($rest)*)
        }
    };
    (@pick $fired:ident []) => { ::core::unreachable!("one of the cases has happened") };
    (@pick $fired:ident [default $arm:expr]) => { $arm };
    (@pick $fired:ident [timeout ($at:expr) $arm:expr]) => { $arm };
    (@bind recv $slot:ident $value:tt) => { let $value = $slot; };
    (@bind send $slot:ident $operand:tt) => {};
}
