//! Random numbers that are looked up, not taken from a stream.
//!
//! A draw is a function of the seed, the replication, *who* it is for (an entity's key), *what*
//! is being decided and on *which* occasion. The generator is Philox4x32-10 (Salmon, Moraes,
//! Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011): a keyed scrambling of a
//! 128-bit counter, so every address in (who, what, which) costs the same and none depends on
//! what was asked before. Two plans that ask for the same draw get the same number.
//!
//! # The address
//!
//! Key: 64 bits hashed from seed and replication by [`mix`].
//! Counter: the words (who low, who high, what, which).
//!
//! One address gives a block of 128 bits, two uniform numbers. A sampler that needs more goes on
//! to block 1, 2, ...: the low 16 bits of the block number are xor-ed into the upper half of the
//! word *what*, and what is left of it changes the key. Purposes are small numbers from a list, so
//! as long as they are below 65,536 (checked in debug builds) no two addresses of a replication
//! share a block within the first 65,536 blocks of each: Philox is a bijection of its counter.
//! Beyond, and between replications, a clash has the odds of two 64-bit hashes meeting.

use std::convert::Infallible;

use rand::TryRng;

const PHILOX_M: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const PHILOX_W: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Philox4x32 with ten rounds: four words from a counter and a key.
#[inline]
fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let a = u64::from(PHILOX_M[0]) * u64::from(counter[0]);
        let b = u64::from(PHILOX_M[1]) * u64::from(counter[2]);
        counter = [
            (b >> 32) as u32 ^ counter[1] ^ key[0],
            b as u32,
            (a >> 32) as u32 ^ counter[3] ^ key[1],
            a as u32,
        ];
        key = [
            key[0].wrapping_add(PHILOX_W[0]),
            key[1].wrapping_add(PHILOX_W[1]),
        ];
    }
    counter
}

/// The next output of a splitmix64 generator whose state is `state`.
#[inline]
fn splitmix(state: u64) -> u64 {
    let mut z = state.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Builds an entity's key from two numbers, such as (stream, ordinal) or (parent's key, ordinal).
///
/// The order matters: `mix(a, b)` is not `mix(b, a)`. For a given `a` different `b` never collide;
/// otherwise the odds are those of a 64-bit hash.
#[inline]
#[must_use]
pub fn mix(a: u64, b: u64) -> u64 {
    splitmix(splitmix(a).wrapping_add(b))
}

/// A uniform number in the open interval (0, 1) from the upper 53 bits of `bits`.
///
/// A multiple of 2^-53, so that 1 - u is exact and lies in the open interval too. The value zero
/// is taken as the smallest one.
#[inline]
pub(super) fn open_unit(bits: u64) -> f64 {
    (bits >> 11).max(1) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// All the randomness of one replication; a few bytes, free to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    key: u64,
}

impl Draws {
    /// The draws of a replication under a seed.
    #[must_use]
    pub fn new(seed: u64, replication: u32) -> Self {
        Draws {
            key: mix(seed, u64::from(replication)),
        }
    }

    /// The generator at one address: `who` is drawing, for `what` (below 65,536), the `which`-th
    /// time.
    #[inline]
    #[must_use]
    pub fn at(&self, who: u64, what: u32, which: u32) -> Keyed {
        let counter = counter(who, what, which);
        Keyed {
            key: self.key,
            counter,
            block: 1,
            words: pair(philox(counter, split(self.key))),
            used: 0,
        }
    }

    /// The first uniform number at an address, in the open interval (0, 1): the same as
    /// `at(who, what, which).uniform()`.
    #[inline]
    #[must_use]
    pub fn uniform(&self, who: u64, what: u32, which: u32) -> f64 {
        open_unit(pair(philox(counter(who, what, which), split(self.key)))[0])
    }
}

#[inline]
fn counter(who: u64, what: u32, which: u32) -> [u32; 4] {
    debug_assert!(
        what < 1 << 16,
        "a purpose must be a small number, not {what}"
    );
    [who as u32, (who >> 32) as u32, what, which]
}

#[inline]
fn split(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

#[inline]
fn pair(block: [u32; 4]) -> [u64; 2] {
    let join = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
    [join(block[0], block[1]), join(block[2], block[3])]
}

/// A generator at one address: an endless stream of its own.
///
/// It implements [`rand::TryRng`] without error, so it is a `rand::Rng` and works with whatever
/// takes one. A 32-bit number uses up 64 bits.
#[derive(Clone, Debug)]
pub struct Keyed {
    key: u64,
    counter: [u32; 4],
    /// Number of the block after the one in `words`.
    block: u64,
    words: [u64; 2],
    used: u8,
}

impl Keyed {
    /// The next uniform number, in the open interval (0, 1) with 53 bits.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.word())
    }

    #[inline]
    fn word(&mut self) -> u64 {
        if self.used == 2 {
            self.next_block();
        }
        self.used += 1;
        self.words[usize::from(self.used - 1)]
    }

    fn next_block(&mut self) {
        let mut counter = self.counter;
        counter[2] ^= (self.block as u32 & 0xFFFF) << 16;
        // Block numbers of 65,536 and more are not expected; they stay apart by another key.
        let key = self
            .key
            .wrapping_add((self.block >> 16).wrapping_mul(GOLDEN));
        self.words = pair(philox(counter, split(key)));
        self.block += 1;
        self.used = 0;
    }
}

impl TryRng for Keyed {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.word() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        for part in to.chunks_mut(8) {
            part.copy_from_slice(&self.word().to_le_bytes()[..part.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn philox_gives_the_published_answers() {
        // The first two are in the known-answer file of the Random123 distribution.
        let ones = u32::MAX;
        let zero = [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8];
        let full = [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd];
        let some = [0x0e2a_246a, 0x29b7_2922, 0xec9f_45c8, 0xb5bf_a5e9];
        assert_eq!(philox([0; 4], [0; 2]), zero);
        assert_eq!(philox([ones; 4], [ones; 2]), full);
        assert_eq!(philox([1, 0, 0, 0], [0x7d9, 0xb]), some);
    }

    #[test]
    fn splitmix_gives_the_published_answers() {
        assert_eq!(splitmix(0), 16_294_208_416_658_607_535);
        assert_eq!(splitmix(GOLDEN), 7_960_286_522_194_355_700);
        assert_eq!(splitmix(1_234_567), 6_457_827_717_110_365_317);
    }

    #[test]
    fn the_fast_path_is_the_first_number_of_the_stream() {
        let draws = Draws::new(7, 3);
        let mut keyed = draws.at(99, 4, 2);
        assert_eq!(draws.uniform(99, 4, 2), keyed.uniform());
        assert_ne!(draws.uniform(99, 4, 2), keyed.uniform());
        assert_ne!(draws, Draws::new(7, 4));
        assert_ne!(Draws::new(7, 3), Draws::new(3, 7));
    }

    #[test]
    fn the_interval_is_open_at_both_ends() {
        assert_eq!(open_unit(0), 1.0 / (1u64 << 53) as f64);
        assert!(open_unit(u64::MAX) < 1.0);
        assert!(1.0 - open_unit(0) < 1.0);
    }

    #[test]
    fn blocks_of_one_address_and_of_its_neighbours_all_differ() {
        let draws = Draws::new(1, 0);
        let mut seen = Vec::new();
        for (what, which) in [(0, 0), (1, 0), (0, 1), (65_535, 0), (2, u32::MAX)] {
            let mut keyed = draws.at(5, what, which);
            seen.extend((0..2_000).map(|_| keyed.next_u64()));
        }
        // Past block 65,536 the key changes.
        let mut keyed = draws.at(5, 0, 0);
        (0..131_072).for_each(|_| assert!(keyed.next_u64() > 0));
        seen.extend((0..2_000).map(|_| keyed.next_u64()));
        let number = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), number);
    }

    #[test]
    fn bytes_follow_the_words() {
        let draws = Draws::new(2, 2);
        let mut bytes = [0u8; 11];
        draws.at(1, 1, 1).fill_bytes(&mut bytes);
        let mut keyed = draws.at(1, 1, 1);
        assert_eq!(bytes[..8], keyed.next_u64().to_le_bytes());
        assert_eq!(bytes[8..], keyed.next_u64().to_le_bytes()[..3]);
    }

    /// Mean, variance, correlation with the next one and chi-square in 100 cells, each within 4.5
    /// standard errors of what independent uniform numbers would give.
    fn looks_uniform(name: &str, numbers: &[f64]) {
        let n = numbers.len() as f64;
        let mean = numbers.iter().sum::<f64>() / n;
        let z_mean = (mean - 0.5) * (12.0 * n).sqrt();
        let square = numbers.iter().map(|u| (u - 0.5) * (u - 0.5)).sum::<f64>() / n;
        let z_variance = (square - 1.0 / 12.0) * (180.0 * n).sqrt();
        let lagged = numbers
            .windows(2)
            .map(|w| (w[0] - 0.5) * (w[1] - 0.5))
            .sum::<f64>();
        let z_lagged = lagged * 12.0 / n.sqrt();
        let mut cells = [0.0; 100];
        numbers
            .iter()
            .for_each(|u| cells[(u * 100.0) as usize] += 1.0);
        let chi = cells
            .iter()
            .map(|c| (c - n / 100.0) * (c - n / 100.0))
            .sum::<f64>()
            / (n / 100.0);
        let z_chi = (chi - 99.0) / 198f64.sqrt();
        for (what, z) in [
            ("mean", z_mean),
            ("variance", z_variance),
            ("lag", z_lagged),
            ("cells", z_chi),
        ] {
            assert!(
                z.abs() < 4.5,
                "{name}: {what} is {z:.2} standard errors off"
            );
        }
    }

    #[test]
    fn neighbouring_addresses_look_independent() {
        let n = 200_000u32;
        let draws = Draws::new(11, 0);
        let of = |f: &dyn Fn(u32) -> f64| (0..n).map(f).collect::<Vec<_>>();
        looks_uniform("who", &of(&|i| draws.uniform(u64::from(i), 3, 0)));
        looks_uniform(
            "who, upper half",
            &of(&|i| draws.uniform(u64::from(i) << 32, 3, 0)),
        );
        looks_uniform(
            "what",
            &of(&|i| draws.uniform(u64::from(i >> 16), i & 0xFFFF, 0)),
        );
        looks_uniform("which", &of(&|i| draws.uniform(8, 3, i)));
        looks_uniform("replication", &of(&|i| Draws::new(11, i).uniform(8, 3, 0)));
        looks_uniform(
            "seed",
            &of(&|i| Draws::new(u64::from(i), 0).uniform(8, 3, 0)),
        );
        let mut keyed = draws.at(1, 1, 1);
        let stream: Vec<f64> = (0..n).map(|_| keyed.uniform()).collect();
        looks_uniform("stream", &stream);
        let mixed: Vec<f64> = (0..n).map(|i| open_unit(mix(u64::from(i), 1))).collect();
        looks_uniform("mix", &mixed);
    }
}
