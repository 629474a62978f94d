//! The program `workbook`: `cargo run` builds the book from the lessons and serves it.

use clap::{Parser, Subcommand};
use workbook::{build, doctor, learn, preprocess, serve, starters};

#[derive(Parser)]
#[command(version, about = "A workbook that rebuilds Go's runtime in Rust", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// Without a command: what `serve` takes.
    #[command(flatten)]
    serve: serve::Args,
}

#[derive(Subcommand)]
enum Command {
    /// Build the book and serve it, rebuilding when something changes (the default)
    Serve(serve::Args),
    /// Write the book as a static site
    Build(build::Args),
    /// Work through the exercises in the terminal
    Learn(learn::Args),
    /// Check this machine for what the workbook needs
    Doctor(doctor::Args),
    /// Make the exercises' starters from their solutions
    Starters(starters::Args),
    /// mdBook's preprocessor protocol, for plain `mdbook build`
    Preprocess(preprocess::Args),
}

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let done = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(args) => serve::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Starters(args) => starters::run(&args),
        Command::Preprocess(args) => preprocess::run(&args),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", workbook::site::describe(&error));
            std::process::ExitCode::FAILURE
        }
    }
}
