//! Sets of characters by their first bytes in UTF-8: most texts are told by their bytes to have none.

use crate::parallel::{Cancel, STRIDE};

/// First bytes of characters beyond ASCII, one bit each from 0xc0 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Leads(pub(super) u64);

impl Leads {
    /// Whether one of these begins a character of the text. Anything when it is cancelled.
    pub(super) fn begin_any(self, text: &str, cancel: &Cancel) -> bool {
        let is_lead = |byte: u8| byte >= 0xc0 && self.0 >> (byte & 0x3f) & 1 != 0;
        text.as_bytes().chunks(STRIDE).any(|bytes| cancel.is_set() || bytes.iter().any(|&byte| is_lead(byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_first_bytes_count() {
        let leads = Leads(1 << (0xc3 - 0xc0) | 1 << (0xe4 - 0xc0));
        let begin_any = |text: &str| leads.begin_any(text, &Cancel::new());
        assert!(begin_any("é") && begin_any("中") && begin_any(&("k".repeat(STRIDE) + "é")));
        // Their further bytes are less than 0xc0.
        assert!(!begin_any("") && !begin_any("Cd$") && !begin_any("ģāĤ"));
        let cancel = Cancel::new();
        cancel.set();
        assert!(leads.begin_any("kite", &cancel));
    }
}
