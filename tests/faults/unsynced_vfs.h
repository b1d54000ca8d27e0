// SPDX-License-Identifier: Apache-2.0
// A file system for SQLite, in memory, that forgets what was not synced when the power is cut: what "durable"
// means can be tested only so, because after kill -9 the kernel still writes everything.
//
// Each file has the bytes that its readers see and those that are on the disk; xSync copies the one to the
// other. At a power cut every sector of 512 bytes that was written since the last sync is on the disk or is
// not, by chance, the length of a file too; a file that was never synced may be missing, one that was deleted
// may be back. From then on every operation of the open handles fails. After power_on the files are as the
// disk has them, and new handles work.
//
// Locks and shared memory are as SQLite asks for, so any number of connections of this process may be open at
// a time. One disk for the whole process; any thread.
//
//	unsynced_vfs_format(seed);
//	… db_open("sqlite:/disk/test.db", …, .sqlite_vfs = UNSYNCED_VFS) …
//	unsynced_vfs_cut_after(17);
//	… work until it fails, close everything …
//	unsynced_vfs_power_on();
#ifndef YIDAN_TESTS_FAULTS_UNSYNCED_VFS_H
#define YIDAN_TESTS_FAULTS_UNSYNCED_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNSYNCED_VFS "unsynced"

// Registers the VFS where that is still to do, and empties the disk. No handle may be open.
void unsynced_vfs_format(uint64_t seed);
// The power fails before the nth write, truncation, sync or deletion from now (from 1); 0 takes a cut back.
void unsynced_vfs_cut_after(int64_t operations);
bool unsynced_vfs_is_off(void);
// Cuts now where it is still on, and comes up again.
void unsynced_vfs_power_on(void);

// The disk is full beyond so many bytes in all files (SQLITE_FULL); 0: never.
void unsynced_vfs_set_capacity(size_t bytes);
size_t unsynced_vfs_used_bytes(void);
// SQLite's own check of a database on it. Nobody else may have it open for writing.
bool unsynced_vfs_is_sound(const char *name);
// The nth sync from now (from 1) fails; what it should have written may be on the disk or not. 0: none.
void unsynced_vfs_fail_sync(int64_t nth);
// A disk that lies: a sync reports success and does nothing. To see that a test would notice.
void unsynced_vfs_lie(bool on);

struct unsynced_vfs_counts {
	int64_t writes, syncs, cuts;
};
void unsynced_vfs_get_counts(struct unsynced_vfs_counts *ret);

#endif
