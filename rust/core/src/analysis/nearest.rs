//! Which valid name somebody may have meant.

/// `, did you mean "…"?` with the name that is the nearest to what was given; nothing if none is near.
pub(super) fn nearest(given: &str, names: &[&str]) -> String {
    let given: Vec<char> = given.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let near = names.iter().map(|name| (distance(&given, name), name)).min();
    match near {
        // At most every third character is another one.
        Some((distance, name)) if distance * 3 <= name.chars().count().max(given.len()) => {
            format!(", did you mean {name:?}?")
        }
        _ => String::new(),
    }
}

/// More characters than a name has.
const LONGEST: usize = 64;

/// How many characters must be left out, added or replaced.
fn distance(given: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=given.len()).collect();
    for (above, letter) in name.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (at, &other) in given.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[given.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_named() {
        let names = ["english", "german", "dutch"];
        for (given, expected) in [
            ("germna", ", did you mean \"german\"?"),
            ("English", ", did you mean \"english\"?"),
            ("duch", ", did you mean \"dutch\"?"),
            ("klingon", ""),
            ("", ""),
        ] {
            assert_eq!(nearest(given, &names), expected, "{given}");
        }
        assert_eq!(nearest(&"x".repeat(1 << 20), &names), "");
        assert_eq!(nearest("x", &[]), "");
        assert_eq!(distance(&['k', 'i', 't', 'e', 's'], "kit"), 2);
    }
}
