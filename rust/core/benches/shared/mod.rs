//! What the benchmarks share: the texts, and the least that any tokenizer must do with them.

use std::path::Path;
use std::process::Command;

use elanus_core::hash::Seed;

/// The texts in a file of JSON strings, one a line, as `benches/corpus.py` writes them.
///
/// # Panics
///
/// When the file cannot be read or holds anything else.
pub(crate) fn read_texts(path: &Path, count: usize) -> Vec<String> {
    let lines = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    parse_texts(&lines, count)
}

/// The documents of the corpus that `ELANUS_BENCH_CORPUS` names, else of the default one, else the standard
/// library's docstrings: whatever `benches/corpus.py` prints.
///
/// # Panics
///
/// When there is no `python3`, or the script fails.
pub(crate) fn texts(count: usize) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches/corpus.py");
    let mut command = Command::new("python3");
    command
        .arg(script)
        .args(["--documents", &count.to_string()])
        .args(std::env::var_os("ELANUS_BENCH_CORPUS").filter(|path| !path.is_empty()));
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    parse_texts(&String::from_utf8_lossy(&output.stdout), count)
}

fn parse_texts(lines: &str, count: usize) -> Vec<String> {
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line:?}: {error}"));
    lines.lines().take(count).map(parse).collect()
}

/// All bytes of the texts.
pub(crate) fn bytes(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}

/// Which bytes belong to a word: ASCII letters and digits, and every byte of a character beyond ASCII.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte >= 128 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// The floor: a text only split at what is not alphanumeric, each word hashed. No lower case, no stop words,
/// no stemming, no table.
///
/// Gives the number of words, and their hashes added up so that none can be left out.
pub(crate) fn split_and_hash(text: &str, seed: Seed) -> (u64, u64) {
    let (mut words, mut sum) = (0, 0u64);
    for word in text.as_bytes().split(|&byte| !IN_WORD[usize::from(byte)]) {
        if !word.is_empty() {
            words += 1;
            sum = sum.wrapping_add(seed.hash(word));
        }
    }
    (words, sum)
}
