//! The byte ruler of a struct: `cargo run -p lesson-08 --example layout -- 'struct { a: u8, b: u64, c: u16 }'`

use std::env;
use std::process::ExitCode;

use waitgroup::ruler::Struct;

fn main() -> ExitCode {
    let text = env::args().skip(1).collect::<Vec<_>>().join(" ");
    let text = if text.is_empty() { "struct { a: u8, b: u64, c: u16 }".to_owned() } else { text };
    match text.parse::<Struct>() {
        Ok(parsed) => {
            print!("{}", parsed.report());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
