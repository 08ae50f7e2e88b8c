//! `accord plugin keygen`, `sign`, `verify`: Ed25519 over a component's SHA-256.
//!
//! A signature is a file of its own beside the component. What is signed begins with the
//! purpose, so that a signature made for something else never counts for a component.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use accord_engine::Digest;
use accord_model::department::PublicKey;
use anyhow::Context as _;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::{Usage, found};
use crate::show::{To, println};

const PURPOSE: &str = "accord component signature, version 1\n";
const KEY_HEAD: &str = "accord-ed25519-private-key ";

/// Make a key.
#[derive(Debug, clap::Args)]
pub(crate) struct Keygen {
    /// The file of the private key; it is never overwritten.
    key: PathBuf,
}

/// Sign a component.
#[derive(Debug, clap::Args)]
pub(crate) struct Sign {
    /// The component; the signature is put beside it as `COMPONENT.sig`.
    component: PathBuf,
    /// The file of the private key.
    #[arg(long)]
    key: PathBuf,
}

/// Verify a component's signature.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The component, with its signature beside it as `COMPONENT.sig`.
    component: PathBuf,
    /// The public key, 64 hexadecimal digits, as the department registered it.
    #[arg(long)]
    public_key: PublicKey,
}

/// A signature beside its component.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    algorithm: Algorithm,
    /// Id of the key.
    key: String,
    /// SHA-256 of the component, in hexadecimal.
    component: String,
    /// The signature, in hexadecimal.
    signature: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Algorithm {
    #[serde(rename = "ed25519")]
    Ed25519,
}

#[derive(Debug, Serialize)]
struct Made {
    key_file: PathBuf,
    public_key: PublicKey,
    key: String,
}

pub(crate) fn keygen(to: &To, args: &Keygen) -> anyhow::Result<ExitCode> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("no randomness")?;
    let key = SigningKey::from_bytes(&seed);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&args.key).map_err(|error| {
        let file = args.key.display();
        Usage::new(
            format!("无法新建 {file}"),
            format!("cannot make {file}: {error}"),
        )
    })?;
    writeln!(file, "{KEY_HEAD}{}", hex::encode(seed))?;
    file.sync_all()?;
    let public_key = public(&key);
    let made = Made {
        key_file: args.key.clone(),
        public_key,
        key: public_key.id().to_string(),
    };
    to.show(&made, |made| {
        println!("public key {}", hex::encode(made.public_key.as_bytes()));
        println!("key id     {}", made.key);
        eprintln!(
            "私钥在 {0}: 请妥善保管, 勿入库; 公钥请管理员登记到本部门  (keep {0} secret; an administrator registers the public key for the department)",
            made.key_file.display()
        );
    })?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn sign(to: &To, args: &Sign) -> anyhow::Result<ExitCode> {
    let key = private(&args.key)?;
    let digest = digest(&args.component)?;
    let signed = Signed {
        algorithm: Algorithm::Ed25519,
        key: public(&key).id().to_string(),
        component: digest.to_string(),
        signature: hex::encode(key.sign(message(&digest).as_bytes()).to_bytes()),
    };
    let file = beside(&args.component);
    fs::write(&file, serde_json::to_string_pretty(&signed)? + "\n")
        .with_context(|| format!("cannot write {}", file.display()))?;
    to.show(&signed, |signed| {
        println!("{} signed with {}", signed.component, signed.key);
        println!("{}", file.display());
    })?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Debug, Serialize)]
struct Verified {
    valid: bool,
    key: String,
    component: String,
    reason: Option<&'static str>,
}

pub(crate) fn verify(to: &To, args: &Verify) -> anyhow::Result<ExitCode> {
    let digest = digest(&args.component)?;
    let file = beside(&args.component);
    let text = read(&file)?;
    let reason = serde_json::from_slice::<Signed>(&text)
        .map_err(|_| "the signature's file is not one")
        .and_then(|signed| against(&signed, &digest, &args.public_key))
        .err();
    let verified = Verified {
        valid: reason.is_none(),
        key: args.public_key.id().to_string(),
        component: digest.to_string(),
        reason,
    };
    to.show(&verified, |verified| match verified.reason {
        None => println!(
            "{} 签名有效 (valid), key {}",
            verified.component, verified.key
        ),
        Some(reason) => println!("{} 签名无效 (not valid: {reason})", verified.component),
    })?;
    Ok(found(!verified.valid))
}

/// Whether a signature counts for a component and a key.
///
/// # Errors
/// Why it does not.
fn against(signed: &Signed, digest: &Digest, key: &PublicKey) -> Result<(), &'static str> {
    const BROKEN: &str = "it does not hold";
    let Signed {
        algorithm: Algorithm::Ed25519,
        key: id,
        component,
        signature,
    } = signed;
    if *component != digest.to_string() {
        return Err("it is of another component");
    }
    if *id != key.id().to_string() {
        return Err("it was made with another key");
    }
    let bytes = hex::decode(signature).map_err(|_| BROKEN)?;
    let bytes: [u8; 64] = bytes.try_into().map_err(|_| BROKEN)?;
    let key = VerifyingKey::from_bytes(key.as_bytes()).map_err(|_| BROKEN)?;
    let signature = Signature::from_bytes(&bytes);
    key.verify_strict(message(digest).as_bytes(), &signature)
        .map_err(|_| BROKEN)
}

fn message(digest: &Digest) -> String {
    format!("{PURPOSE}{digest}")
}

fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_bytes(key.verifying_key().to_bytes())
}

fn private(file: &Path) -> anyhow::Result<SigningKey> {
    let text = read(file)?;
    let seed = std::str::from_utf8(&text)
        .ok()
        .and_then(|text| text.trim_end().strip_prefix(KEY_HEAD))
        .and_then(|digits| hex::decode(digits).ok())
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let seed = seed.ok_or_else(|| {
        let file = file.display();
        Usage::new(
            format!("{file} 不是 accord plugin keygen 生成的私钥"),
            format!("{file} is no private key made by `accord plugin keygen`"),
        )
    })?;
    Ok(SigningKey::from_bytes(&seed))
}

fn digest(component: &Path) -> anyhow::Result<Digest> {
    Ok(Digest::of(&read(component)?))
}

fn beside(component: &Path) -> PathBuf {
    component.with_added_extension("sig")
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    Ok(fs::read(file).map_err(|error| {
        let file = file.display();
        Usage::new(
            format!("无法读取 {file}"),
            format!("cannot read {file}: {error}"),
        )
    })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(by: &SigningKey, of: &[u8]) -> Signed {
        let digest = Digest::of(of);
        Signed {
            algorithm: Algorithm::Ed25519,
            key: public(by).id().to_string(),
            component: digest.to_string(),
            signature: hex::encode(by.sign(message(&digest).as_bytes()).to_bytes()),
        }
    }

    #[test]
    fn a_signature_counts_for_one_component_and_one_key() {
        let (key, other) = (
            SigningKey::from_bytes(&[1; 32]),
            SigningKey::from_bytes(&[2; 32]),
        );
        let good = signed(&key, b"component");
        let digest = Digest::of(b"component");
        assert_eq!(against(&good, &digest, &public(&key)), Ok(()));
        assert!(against(&good, &Digest::of(b"changed"), &public(&key)).is_err());
        assert!(against(&good, &digest, &public(&other)).is_err());
        // Another's signature under the right key's name.
        let forged = Signed {
            key: public(&key).id().to_string(),
            ..signed(&other, b"component")
        };
        assert_eq!(
            against(&forged, &digest, &public(&key)),
            Err("it does not hold")
        );
        // A signature of the bare digest, made for something else.
        let bare = Signed {
            signature: hex::encode(key.sign(digest.to_string().as_bytes()).to_bytes()),
            ..signed(&key, b"component")
        };
        assert!(against(&bare, &digest, &public(&key)).is_err());
        for garbled in ["", "00", "zz"] {
            let garbled = Signed {
                signature: garbled.to_owned(),
                ..signed(&key, b"component")
            };
            assert!(against(&garbled, &digest, &public(&key)).is_err());
        }
    }
}
