//! The program `caseload`: everything is in the library.

fn main() -> std::process::ExitCode {
    caseload::cli::main()
}
