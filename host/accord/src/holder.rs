//! Who holds the store: a running server leaves its address and token in the folder, so
//! that other commands find it.

use std::{
    fs,
    io::{self, Write as _},
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

const ADDRESS: &str = "server.json";
const TOKEN: &str = "bootstrap.token";

/// A running server.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Holder {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The name of its process.
    pub(crate) instance: String,
}

impl Holder {
    /// The server that holds a folder's store, as far as the folder tells.
    pub(crate) fn find(data: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(data.join(ADDRESS)).ok()?).ok()
    }

    /// Leaves word of this server, whole or not at all.
    pub(crate) fn announce(&self, data: &Path) -> anyhow::Result<()> {
        let next = data.join(format!("{ADDRESS}.next"));
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&next)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        fs::rename(&next, data.join(ADDRESS)).context("cannot leave the server's address")
    }

    /// Takes the word back.
    pub(crate) fn withdraw(data: &Path) {
        // A word left behind does no harm: whoever follows it asks for the name first.
        let _ = fs::remove_file(data.join(ADDRESS));
    }
}

/// The bootstrap token of a folder.
pub(crate) fn token(data: &Path) -> anyhow::Result<String> {
    fs::read_to_string(data.join(TOKEN)).context("cannot read the server's token")
}

/// The bootstrap token of a folder, made if there is none.
pub(crate) fn token_or_new(data: &Path) -> anyhow::Result<String> {
    let token = random_name()?;
    let file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(data.join(TOKEN));
    match file {
        Ok(mut file) => {
            file.write_all(token.as_bytes())?;
            file.sync_all()?;
            Ok(token)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self::token(data),
        Err(error) => Err(error).context("cannot keep a token"),
    }
}

/// 256 random bits in hexadecimal.
pub(crate) fn random_name() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}
