//! A page in two languages: what has to be alike in both.

/// The lines of each fenced block, and the lines outside.
pub(crate) fn split(page: &str) -> (Vec<Vec<&str>>, Vec<&str>) {
    let (mut blocks, mut prose, mut inside) = (Vec::<Vec<_>>::new(), Vec::new(), false);
    for line in page.lines() {
        let fence = line.trim_start().starts_with("```");
        if fence && !inside {
            blocks.push(Vec::new());
        }
        match blocks.last_mut() {
            Some(block) if inside || fence => block.push(line),
            _ => prose.push(line),
        }
        inside ^= fence;
    }
    (blocks, prose)
}

/// What a line is, whatever its language: the level of a heading, the columns of a table's row, an item of a list, or the start of a paragraph.
fn shape<'a>(prose: &[&'a str]) -> Vec<(char, usize, &'a str)> {
    let mut after_blank = true;
    let kinds = prose.iter().filter_map(|&line| {
        let starts = std::mem::replace(&mut after_blank, line.is_empty());
        let numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        // Of an item of a list, a table is a table too.
        match line.trim_start().bytes().next()? {
            b'#' => Some(('#', line.bytes().take_while(|&byte| byte == b'#').count(), line)),
            b'|' => Some(('|', line.matches('|').count(), line)),
            b'-' => Some(('-', 1, line)),
            _ if numbered => Some(('1', 1, line)),
            _ => starts.then_some(('¶', 1, line)),
        }
    });
    kinds.collect()
}

/// A chart's line without what its boxes and arrows say; a line of any other block as it is.
fn unlabelled<'a>(block: &[&'a str]) -> Vec<Vec<&'a str>> {
    let said = if block[0] == "```mermaid" { 2 } else { 1 };
    block.iter().map(|line| line.split('"').step_by(said).collect()).collect()
}

/// Both have the same code blocks, save what a chart says, and the same headings, rows, items and paragraphs in the same order.
pub(crate) fn assert_alike(name: &str, english: &str, chinese: &str) {
    let (english, chinese) = (split(english), split(chinese));
    for (one, other) in english.0.iter().zip(&chinese.0) {
        assert_eq!(unlabelled(one), unlabelled(other), "{name}: a code block");
    }
    assert_eq!(english.0.len(), chinese.0.len(), "{name}: number of code blocks");
    let (english, chinese) = (shape(&english.1), shape(&chinese.1));
    for index in 0..english.len().max(chinese.len()) {
        let (one, other) = (english.get(index), chinese.get(index));
        let kind = |line: Option<&(char, usize, &str)>| line.map(|&(kind, count, _)| (kind, count));
        assert_eq!(kind(one), kind(other), "{name}: {one:?} in English is {other:?} in Chinese");
    }
}
