"""Where a SQLite database may lie: on a disk of this machine. Over a network nobody keeps its locks."""

import functools
from pathlib import Path

from guanxi.errors import Refused

# With or without "fuse." before them.
_OVER_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "ncpfs", "afs", "sshfs", "s3fs", "rclone", "davfs", "davfs2"}
    | {"ceph", "glusterfs", "lustre", "beegfs", "gpfs", "ocfs2", "gfs2", "orangefs"}
)
_MOUNTS = Path("/proc/self/mountinfo")


@functools.cache
def check_location(folder: Path) -> None:
    """Refuses a folder on a network file system; what kind it is can only be seen on Linux."""
    kind = file_system(folder, _MOUNTS.read_text() if _MOUNTS.exists() else "")
    if kind.removeprefix("fuse.") in _OVER_A_NETWORK:
        raise Refused(
            f"GUANXI_HOME {folder} is on a network file system ({kind}), on which SQLite loses data; "
            "use a local disk, or PostgreSQL by GUANXI_DATABASE_URL."
        )


def file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that holds the folder; "" where ``mounts`` (/proc/self/mountinfo) does not say."""
    folder = folder.resolve()
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        # Of two mounts on one point the later one is seen.
        if (folder == point or point in folder.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split(" ")[0]
    return kind
