//! Work on the parts of a slice, when nothing has to be handed out or taken back meanwhile.

use super::join;

/// Cuts `items` into at most as many parts as there are threads, does `work` on each, given where it begins, and
/// gives what came of them in their order: at the same time if that takes milliseconds.
///
/// # Panics
///
/// With the panic of any.
pub(crate) fn share<T: Sync, R: Send>(
    are_long: bool,
    threads: usize,
    items: &[T],
    work: impl Fn(usize, &[T]) -> R + Sync,
) -> Vec<R> {
    let threads = if are_long { threads.min(items.len()).max(1) } else { 1 };
    share_from(0, threads, items, &work)
}

fn share_from<T: Sync, R: Send>(
    from: usize,
    threads: usize,
    items: &[T],
    work: &(impl Fn(usize, &[T]) -> R + Sync),
) -> Vec<R> {
    if threads == 1 {
        return vec![work(from, items)];
    }
    let half = threads / 2;
    let at = items.len() * half / threads;
    let (first, second) = items.split_at(at);
    let (mut first, second) = join(
        true,
        || share_from(from, half, first, work),
        || share_from(from + at, threads - half, second, work),
    );
    first.extend(second);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once_and_in_order() {
        let items: Vec<usize> = (0..100).collect();
        for len in [0, 1, 2, 5, 100] {
            for threads in [0, 1, 2, 3, 4, 7, 200] {
                for are_long in [false, true] {
                    let parts = share(are_long, threads, &items[..len], |at, part| {
                        assert_eq!(part, &items[at..at + part.len()]);
                        part.to_vec()
                    });
                    assert_eq!(parts.concat(), items[..len]);
                    assert!(parts.len() <= threads.max(1));
                }
            }
        }
    }
}
