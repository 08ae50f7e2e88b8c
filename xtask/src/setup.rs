//! `cargo xtask setup`: the guest toolchain and nothing else, for a container
//! image or an impatient first day.

use accord_toolchain::{GuestToolchain, TARGET};
use anyhow::Result;

/// Makes the guest toolchain ready and says where it stands.
pub fn run() -> Result<()> {
    let guest = GuestToolchain::ready()?;
    eprintln!("{TARGET} is ready in {}", guest.sysroot().display());
    Ok(())
}
