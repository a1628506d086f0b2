/// `Open-ID`, `OPEN_ID` and `openId` are one word.
pub(crate) fn fold(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The candidate nearest to `word`, if it is near enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    let limit = (word.len() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between two words, a swap of neighbours counting as one.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, fold, nearest};

    #[test]
    fn spellings_fold_to_one_word() {
        for spelling in ["openid", "OPENID", "openId", "open_id", "open-id", "OpenId"] {
            assert_eq!(fold(spelling), "openid");
        }
    }

    #[test]
    fn a_swap_is_one_edit() {
        assert_eq!(distance("opneid", "openid"), 1);
        assert_eq!(distance("", "env"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn far_words_are_not_suggested() {
        assert_eq!(nearest("opnid", ["openid", "appid"]), Some("openid"));
        assert_eq!(nearest("banana", ["openid", "appid"]), None);
    }
}
