//! Where the workspace is and what its manifests say.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand, Package, Target};

use crate::process::CommandLine;

/// The packages that users get, from the facade down.
pub(crate) const LIBRARIES: [&str; 4] = ["hel", "hel-route", "hel-notify", "hel-ring"];

/// The root of the workspace: this package's parent folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace's folder")
}

/// What the manifests of the workspace's own packages declare; dependencies are not resolved.
///
/// # Errors
///
/// When a manifest does not parse; the error holds cargo's words.
pub(crate) fn metadata() -> Result<Metadata> {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("the manifests cannot be read: `cargo metadata --no-deps` says why")
}

/// The folder of a package.
pub(crate) fn directory(package: &Package) -> PathBuf {
    package
        .manifest_path
        .parent()
        .map_or_else(|| root().to_path_buf(), |path| path.as_std_path().to_path_buf())
}

/// `path` as seen from the workspace's root, with forward slashes.
pub(crate) fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// A folder of its own for a build that another one's compiler or flags would throw away: `name`, inside of the target folder.
pub(crate) fn target_folder(metadata: &Metadata, name: &str) -> String {
    relative(metadata.target_directory.join(name).as_std_path())
}

/// The files that belong to the project, from the workspace's root: what git tracks, and what it would. One that is deleted
/// in the working tree is among them.
///
/// # Errors
///
/// Without git, and outside of a checkout.
pub(crate) fn files() -> Result<Vec<String>> {
    let listing = CommandLine::new("git", &["ls-files", "-z", "-co", "--exclude-standard"])
        .output(root())
        .context("this looks at the files that git knows: run it in a checkout, with git installed")?;
    Ok(listing.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// The packages that have an integration test of this name, in the order of the workspace's members.
pub(crate) fn packages_with_test(metadata: &Metadata, test: &str) -> Vec<String> {
    let is_it = |target: &Target| target.is_test() && target.name == test;
    let has_it = |package: &&&Package| package.targets.iter().any(is_it);
    metadata.workspace_packages().iter().filter(has_it).map(|package| package.name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_libraries_are_members() {
        let metadata = metadata().unwrap();
        for name in LIBRARIES {
            let package = metadata.packages.iter().find(|package| package.name.as_str() == name).unwrap();
            assert_eq!(relative(&directory(package)), name);
        }
    }

    #[test]
    fn a_path_elsewhere_stays_as_it_is() {
        assert_eq!(relative(Path::new("/elsewhere/x.rs")), "/elsewhere/x.rs");
    }

    #[test]
    fn no_package_has_a_test_of_a_made_up_name() {
        assert!(packages_with_test(&metadata().unwrap(), "no_such_test").is_empty());
    }
}
