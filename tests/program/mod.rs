//! The program as a user or a script calls it.

use assert_cmd::Command;

/// What came out of the program.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Calls the program where the scenarios are.
pub fn caseload(arguments: &[&str]) -> Said {
    let mut command = Command::cargo_bin("caseload").expect("the program is built");
    let output = command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said {
        code: output.status.code().expect("it ends by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
