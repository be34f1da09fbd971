//! What JSON does not know and Python writes all the same.

use std::borrow::Cow;

/// A line in which lone surrogates are U+FFFD, and `NaN` and the infinities null; the same where it has none.
///
/// ```text
/// {"text": "\ud800", "score": NaN}  becomes  {"text": "\ufffd", "score": null}
/// ```
pub(super) fn repaired(line: &str) -> Cow<'_, str> {
    let bytes = line.as_bytes();
    let mut made = String::new();
    let (mut kept, mut at, mut in_string) = (0, 0, false);
    let mut replace = |from: usize, to: usize, by: &str, kept: &mut usize| {
        made.push_str(&line[*kept..from]);
        made.push_str(by);
        *kept = to;
    };
    while at < bytes.len() {
        match bytes[at] {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                match unit(&bytes[at..]) {
                    Some(0xD800..0xDC00) if matches!(unit(&bytes[at + 6..]), Some(0xDC00..0xE000)) => {
                        at += 10;
                    }
                    Some(0xD800..0xE000) => {
                        replace(at, at + 6, "\\ufffd", &mut kept);
                        at += 4;
                    }
                    _ => {}
                }
                at += 1;
            }
            b'N' | b'I' | b'-' if !in_string => {
                let word =
                    ["NaN", "Infinity", "-Infinity"].into_iter().find(|word| line[at..].starts_with(word));
                if let Some(word) = word {
                    replace(at, at + word.len(), "null", &mut kept);
                    at += word.len() - 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    if kept == 0 {
        return Cow::Borrowed(line);
    }
    made.push_str(&line[kept..]);
    Cow::Owned(made)
}

/// The number of an escape `\u1234`.
fn unit(bytes: &[u8]) -> Option<u16> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::repaired;

    #[test]
    fn only_what_is_no_json_is_replaced() {
        for (line, expected) in [
            (r#"{"a": NaN, "b": -Infinity, "c": Infinity}"#, r#"{"a": null, "b": null, "c": null}"#),
            (r#"["NaN", "\"NaN", -1, "Infinity"]"#, r#"["NaN", "\"NaN", -1, "Infinity"]"#),
            (r#""\ud83e\udd85 \ud83e \udd85 \\ud83e""#, r#""\ud83e\udd85 \ufffd \ufffd \\ud83e""#),
            (r#""\ud83e\ud83e\udd85""#, r#""\ufffd\ud83e\udd85""#),
            (r#""\ud83"#, r#""\ud83"#),
            (r#""\ud83e"#, r#""\ufffd"#),
            (r#""é\ud83eé" N"#, r#""é\ufffdé" N"#),
            ("\"\\", "\"\\"),
        ] {
            assert_eq!(repaired(line), expected, "{line}");
        }
    }
}
