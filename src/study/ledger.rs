//! The ledger of a sweep: what is done, kept so that nothing is lost or done twice.
//!
//! A folder with a head, which says what the sweep is, and one file for each finished block of
//! futures. A file is written under another name, flushed to the disk and then renamed: it is there
//! whole or not at all, at whatever moment the program is killed. A file carries the digest of its
//! bytes and of the head, so that one that is damaged or of another sweep is known.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use sha2::{Digest, Sha256};

use crate::experiment::Block;

/// Name of the head.
const HEAD: &str = "ledger.txt";
/// First line of the head.
const FIRST: &str = "caseload ledger 1";
/// First bytes of every block.
const MARK: &[u8; 8] = b"caseldg1";
/// Bytes of a digest.
const DIGEST: usize = 32;

/// Figures of a block: `figures[future][measure]`, `None` where a future has none.
pub type Figures = Vec<Vec<Option<f64>>>;

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// One of the same sweep is there already.
    #[error(
        "{}: an unfinished sweep is there, {done} of {all} blocks done; go on with --resume, or \
         begin anew with --overwrite",
        folder.display()
    )]
    Unfinished {
        /// The folder.
        folder: PathBuf,
        /// Blocks done.
        done: usize,
        /// Blocks in all.
        all: usize,
    },
    /// There is nothing to go on with.
    #[error("{}: no unfinished sweep is there to go on with", .0.display())]
    Nothing(PathBuf),
    /// The ledger is of another sweep.
    #[error(
        "{}: what is there was done for something else: {}",
        folder.display(),
        changed.join("; ")
    )]
    Changed {
        /// The folder.
        folder: PathBuf,
        /// What has changed, in words.
        changed: Vec<String>,
    },
    /// Another run is at work on it.
    #[error("{}: another run is at work on this sweep", .0.display())]
    Busy(PathBuf),
    /// Something that is no ledger stands in the way.
    #[error("{}: not a ledger of a sweep, so it is left alone", .0.display())]
    NotOurs(PathBuf),
    /// Blocks are missing from the folders to be merged.
    #[error("{missing} of {all} blocks are in none of these folders; first missing: point {first}")]
    Missing {
        /// Blocks that are missing.
        missing: usize,
        /// Blocks in all.
        all: usize,
        /// Point of the first of them, from 1.
        first: usize,
    },
    /// The system refused.
    #[error("{}: {cause}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What it said.
        cause: io::Error,
    },
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> LedgerError {
    let path = path.to_owned();
    move |cause| LedgerError::Io { path, cause }
}

/// What a sweep is: lines of a name and a value, equal for equal sweeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head(pub Vec<(&'static str, String)>);

impl Head {
    fn text(&self) -> String {
        let lines = self
            .0
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"));
        format!("{FIRST}\n{}", lines.collect::<String>())
    }

    fn digest(&self) -> [u8; DIGEST] {
        Sha256::digest(self.text().as_bytes()).into()
    }

    /// What differs from a head as it was written.
    fn changed(&self, text: &str) -> Vec<String> {
        let mut changed = Vec::new();
        for (name, value) in &self.0 {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(&format!("{name}: ")));
            match line {
                Some(had) if had == value => {}
                Some(had) => {
                    let short = |text: &str| text.chars().take(24).collect::<String>();
                    changed.push(format!(
                        "the {name} has changed (then {}, now {})",
                        short(had),
                        short(value)
                    ));
                }
                None => changed.push(format!("it does not say the {name}")),
            }
        }
        changed
    }
}

/// What to do with a ledger that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// There must be none.
    Anew,
    /// Go on with it; there may be none.
    GoOn,
    /// Clear it away.
    Replace,
}

/// A ledger that is open for a sweep.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    head: [u8; DIGEST],
    turn: AtomicUsize,
    /// The folder, held for as long as it is written to; the system lets go when the program ends,
    /// however it does.
    held: Option<fs::File>,
}

/// Takes a folder for this run alone. A system that cannot hold a folder gives nothing: two runs
/// then do the same work twice, and write the same bytes.
fn hold(folder: &Path) -> Result<Option<fs::File>, LedgerError> {
    let Ok(file) = fs::File::open(folder) else {
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Err(LedgerError::Busy(folder.to_owned())),
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

impl Ledger {
    /// Opens the ledger of a sweep of so many blocks, making it where there is none. Nothing is
    /// touched where it is refused.
    ///
    /// # Errors
    ///
    /// When one is there and was not to be, is of another sweep, another run is at work on it, or
    /// the system refuses.
    pub fn open(
        folder: &Path,
        head: &Head,
        opening: Opening,
        all: usize,
    ) -> Result<Self, LedgerError> {
        let path = folder.join(HEAD);
        let there = fs::symlink_metadata(folder).is_ok();
        if there {
            let entries = fs::read_dir(folder);
            let entries = entries.map_err(|_| LedgerError::NotOurs(folder.to_owned()))?;
            // A run killed before its head was in place leaves the head's unfinished file only.
            let is_empty = entries.flatten().all(|entry| is_part(&entry.path()));
            let text = fs::read_to_string(&path).unwrap_or_default();
            if !is_empty && !text.starts_with(FIRST) {
                return Err(LedgerError::NotOurs(folder.to_owned()));
            }
            let _held = hold(folder)?;
            match opening {
                _ if is_empty => {}
                Opening::Replace => clear_away(folder)?,
                Opening::Anew | Opening::GoOn => {
                    let changed = head.changed(&text);
                    if !changed.is_empty() {
                        let folder = folder.to_owned();
                        return Err(LedgerError::Changed { folder, changed });
                    }
                    if opening == Opening::Anew {
                        let blocks = fs::read_dir(folder).map_err(refused(folder))?;
                        let done = blocks.flatten().filter(|entry| is_block(&entry.path()));
                        return Err(LedgerError::Unfinished {
                            folder: folder.to_owned(),
                            done: done.count(),
                            all,
                        });
                    }
                }
            }
        }
        fs::create_dir_all(folder).map_err(refused(folder))?;
        let ledger = Self {
            folder: folder.to_owned(),
            head: head.digest(),
            turn: AtomicUsize::new(0),
            held: hold(folder)?,
        };
        if !path.exists() {
            ledger.place(HEAD, head.text().as_bytes())?;
        }
        Ok(ledger)
    }

    /// Opens one that is there, to read it only.
    ///
    /// # Errors
    ///
    /// When there is none, or it is of another sweep.
    pub fn to_read(folder: &Path, head: &Head) -> Result<Self, LedgerError> {
        let text = fs::read_to_string(folder.join(HEAD)).unwrap_or_default();
        if !text.starts_with(FIRST) {
            return Err(LedgerError::Nothing(folder.to_owned()));
        }
        let changed = head.changed(&text);
        if !changed.is_empty() {
            let folder = folder.to_owned();
            return Err(LedgerError::Changed { folder, changed });
        }
        Ok(Self {
            folder: folder.to_owned(),
            head: head.digest(),
            turn: AtomicUsize::new(0),
            held: None,
        })
    }

    /// Writes a file so that it is there whole or not at all.
    fn place(&self, name: &str, bytes: &[u8]) -> Result<(), LedgerError> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let part = format!(".{name}.{}-{turn}.part", std::process::id());
        let (part, path) = (self.folder.join(part), self.folder.join(name));
        let written = fs::File::create(&part).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_data()
        });
        written.map_err(refused(&part))?;
        fs::rename(&part, &path).map_err(refused(&path))?;
        if let Some(folder) = &self.held {
            let _ = folder.sync_data(); // the name too, where the system can
        }
        Ok(())
    }

    /// Keeps a finished block.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn keep(&self, block: &Block, figures: &Figures) -> Result<(), LedgerError> {
        let mut bytes = self.start(block);
        bytes.extend(
            u32::try_from(figures.first().map_or(0, Vec::len))
                .unwrap_or(0)
                .to_le_bytes(),
        );
        for value in figures.iter().flatten() {
            bytes.extend(value.unwrap_or(f64::NAN).to_le_bytes());
        }
        let digest = Sha256::digest(&bytes);
        bytes.extend(digest);
        self.place(&name(block), &bytes)
    }

    fn start(&self, block: &Block) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend(self.head);
        bytes.extend((block.place as u64).to_le_bytes());
        bytes.extend(block.first.to_le_bytes());
        bytes.extend(block.count.to_le_bytes());
        bytes
    }

    /// What was kept of a block; `None` where nothing was, or what is there is damaged.
    pub fn read(&self, block: &Block) -> Option<Figures> {
        let bytes = fs::read(self.folder.join(name(block))).ok()?;
        let (body, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
        if Sha256::digest(body)[..] != *digest {
            return None;
        }
        let rest = body.strip_prefix(&self.start(block)[..])?;
        let (count, rest) = rest.split_at_checked(4)?;
        let measures = u32::from_le_bytes(count.try_into().ok()?) as usize;
        let value = |bytes: &[u8]| {
            let value = f64::from_le_bytes(bytes.try_into().ok()?);
            Some(Some(value).filter(|value| value.is_finite()))
        };
        let values: Option<Vec<Option<f64>>> = rest.chunks(8).map(value).collect();
        let values = values?;
        if values.len() != measures * block.count as usize {
            return None;
        }
        match measures {
            0 => Some(vec![Vec::new(); block.count as usize]),
            _ => Some(values.chunks(measures).map(<[_]>::to_vec).collect()),
        }
    }

    /// Whether a file of a block is there, damaged or not.
    pub fn has(&self, block: &Block) -> bool {
        self.folder.join(name(block)).exists()
    }

    /// Clears the ledger away, once its results are kept elsewhere.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn remove(self) -> Result<(), LedgerError> {
        drop(self.held);
        clear_away(&self.folder)
    }
}

fn name(block: &Block) -> String {
    format!("{:07}-{:06}.block", block.place + 1, block.first)
}

/// Removes a ledger, its head last: killed on the way, it leaves one that is known as such.
fn clear_away(folder: &Path) -> Result<(), LedgerError> {
    let entries = fs::read_dir(folder).map_err(refused(folder))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if is_block(&path) || is_part(&path) {
            fs::remove_file(&path).map_err(refused(&path))?;
        }
    }
    fs::remove_dir_all(folder).map_err(refused(folder))
}

/// A file that was being written when its run was killed.
fn is_part(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "part")
}

fn is_block(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "block")
}

/// Whether a ledger stands in a folder.
pub fn is_ledger(folder: &Path) -> bool {
    fs::read_to_string(folder.join(HEAD)).is_ok_and(|text| text.starts_with(FIRST))
}

/// The figures of every block, from the first of the ledgers that has it whole.
///
/// # Errors
///
/// When blocks are in none of them.
pub fn gather(ledgers: &[Ledger], blocks: &[Block]) -> Result<Vec<Figures>, LedgerError> {
    let of = |block: &Block| ledgers.iter().find_map(|ledger| ledger.read(block));
    let found: Vec<Option<Figures>> = blocks.iter().map(of).collect();
    let missing = found.iter().filter(|figures| figures.is_none()).count();
    if missing > 0 {
        let first = found.iter().position(Option::is_none).unwrap_or(0);
        return Err(LedgerError::Missing {
            missing,
            all: blocks.len(),
            first: blocks[first].place + 1,
        });
    }
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(program: &str) -> Head {
        Head(vec![
            ("program", program.to_owned()),
            ("points", "3".to_owned()),
        ])
    }

    const BLOCK: Block = Block {
        place: 4,
        first: 10,
        count: 2,
    };

    #[test]
    fn a_block_comes_back_as_it_was_kept_and_damage_is_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("x.ledger");
        let ledger = Ledger::open(&place, &head("1"), Opening::Anew, 5).expect("new");
        let figures = vec![vec![Some(0.1), None], vec![Some(-3.5e300), Some(0.0)]];
        assert_eq!(ledger.read(&BLOCK), None);
        ledger.keep(&BLOCK, &figures).expect("kept");
        assert_eq!(ledger.read(&BLOCK), Some(figures.clone()));
        let other = Block { first: 0, ..BLOCK };
        let file = place.join(name(&BLOCK));
        fs::copy(&file, place.join(name(&other))).expect("copied");
        assert_eq!(ledger.read(&other), None, "a block under another's name");
        let mut bytes = fs::read(&file).expect("there");
        bytes[70] ^= 1;
        fs::write(&file, &bytes).expect("written");
        assert_eq!((ledger.read(&BLOCK), ledger.has(&BLOCK)), (None, true));
        fs::write(&file, &bytes[..20]).expect("written");
        assert_eq!(ledger.read(&BLOCK), None);
    }

    #[test]
    fn what_was_done_for_something_else_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("x.ledger");
        let ledger = Ledger::open(&place, &head("1"), Opening::Anew, 5).expect("new");
        ledger
            .keep(&BLOCK, &vec![vec![Some(1.0)]; 2])
            .expect("kept");
        for opening in [Opening::Anew, Opening::GoOn, Opening::Replace] {
            let beside = Ledger::open(&place, &head("1"), opening, 5);
            assert!(matches!(beside, Err(LedgerError::Busy(_))), "{opening:?}");
        }
        drop(ledger);
        let again = Ledger::open(&place, &head("1"), Opening::Anew, 5);
        let said = again.expect_err("it is there").to_string();
        assert!(said.contains("1 of 5 blocks done"), "{said}");
        let other = Ledger::open(&place, &head("2"), Opening::GoOn, 5);
        let said = other.expect_err("another program").to_string();
        assert!(
            said.contains("the program has changed (then 1, now 2)"),
            "{said}"
        );
        let same = Ledger::open(&place, &head("1"), Opening::GoOn, 5).expect("the same");
        assert!(same.read(&BLOCK).is_some());
        // Killed before the head was in place, it can be begun; a stranger's folder cannot.
        let early = folder.path().join("early.ledger");
        fs::create_dir(&early).expect("made");
        fs::write(early.join(".ledger.txt.1-0.part"), "case").expect("written");
        assert!(Ledger::open(&early, &head("1"), Opening::GoOn, 5).is_ok());
        let strange = folder.path().join("strange");
        fs::create_dir(&strange).expect("made");
        fs::write(strange.join("thesis.doc"), "years of work").expect("written");
        let refused = Ledger::open(&strange, &head("1"), Opening::Replace, 5);
        assert!(matches!(refused, Err(LedgerError::NotOurs(_))));
        assert!(strange.join("thesis.doc").exists());
        let missing = gather(&[same], &[BLOCK, Block { place: 0, ..BLOCK }]);
        assert!(matches!(
            missing,
            Err(LedgerError::Missing {
                missing: 1,
                all: 2,
                first: 1
            })
        ));
    }
}
