//! Numbers in few units of two bytes: fifteen bits in each, and one that says that more follow.

use crate::memory::room;

const MORE: u16 = 1 << 15;

/// Appends a number.
#[inline]
pub(crate) fn put(into: &mut Vec<u16>, mut number: u64) {
    while number >= u64::from(MORE) {
        into.push(number as u16 | MORE);
        number >>= 15;
    }
    into.push(number as u16);
}

/// Reads numbers that [`put`] has written.
pub(crate) struct Reader<'a> {
    units: std::slice::Iter<'a, u16>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(units: &'a [u16]) -> Self {
        Self { units: units.iter() }
    }

    /// The next number.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<u64> {
        let first = *self.units.next()?;
        if first < MORE {
            return Some(u64::from(first));
        }
        let (mut number, mut shift) = (u64::from(first & !MORE), 15);
        loop {
            let unit = *self.units.next()?;
            number |= u64::from(unit & !MORE) << shift;
            if unit < MORE {
                return Some(number);
            }
            shift += 15;
            if shift > 60 {
                return None;
            }
        }
    }
}

/// Units as bytes.
pub(crate) fn to_bytes(units: &[u16], into: &mut Vec<u8>) {
    into.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
}

/// Bytes as units; one left over is dropped.
pub(crate) fn from_bytes(bytes: &[u8]) -> Vec<u16> {
    let (pairs, _) = bytes.as_chunks();
    let mut units = room(pairs.len());
    units.extend(pairs.iter().map(|&pair| u16::from_le_bytes(pair)));
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_come_back() {
        let mut numbers: Vec<u64> = (0..64).flat_map(|bit| [1 << bit, (1 << bit) - 1]).collect();
        numbers.push(u64::MAX);
        let mut units = Vec::new();
        for &number in &numbers {
            put(&mut units, number);
        }
        let mut bytes = Vec::new();
        to_bytes(&units, &mut bytes);
        assert_eq!(from_bytes(&bytes), units);
        let mut reader = Reader::new(&units);
        assert!(numbers.iter().all(|&number| reader.next() == Some(number)));
        assert!(reader.next().is_none());
        assert!(Reader::new(&[u16::MAX; 9]).next().is_none());
        assert!(Reader::new(&[u16::MAX; 2]).next().is_none());
    }
}
