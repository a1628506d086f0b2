use std::io::{self, BufRead as _, Read as _};

use tokio::sync::oneshot;

use crate::serve::ServeError;

/// The most bytes of the line that the bridge says.
const LINE: u64 = 1024;

/// The secret that the bridge says on standard input, and what ends when the bridge does.
pub(super) async fn greeted() -> Result<(String, oneshot::Receiver<()>), ServeError> {
    let (say, said) = oneshot::channel();
    let (here, gone) = oneshot::channel();
    // A thread of its own: the runtime would wait for one of its own that still reads when the program ends.
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        let mut line = String::new();
        let read = input.by_ref().take(LINE).read_line(&mut line);
        let _ = say.send(read.map(|_| line));
        let _ = io::copy(&mut input, &mut io::sink());
        drop(here);
    });
    let line = said.await.map_err(|_| ServeError::NoBridge)?.map_err(ServeError::Io)?;
    // What is cut off is no secret that anybody said.
    let secret = line.strip_suffix('\n').ok_or(ServeError::NoBridge)?;
    Ok((secret.to_owned(), gone))
}
