// SPDX-License-Identifier: Apache-2.0
// The disk under the VFS of unsynced_vfs.h: files with the bytes that are seen and those that are kept, and
// the power. For unsynced_vfs.c alone. One for the process; everything here is called between disk_lock and
// disk_unlock, except disk_format.
#ifndef YIDAN_TESTS_FAULTS_UNSYNCED_DISK_H
#define YIDAN_TESTS_FAULTS_UNSYNCED_DISK_H

#include "unsynced_vfs.h"

#include <pthread.h>
#include <sqlite3.h>

#define SHM_REGIONS    64
#define MAX_PATH_BYTES 200

// Shared memory of the connections to one file; gone with the power.
struct shm {
	int users;
	void *regions[SHM_REGIONS];
	int shared[SQLITE_SHM_NLOCK]; // holders
	bool exclusive[SQLITE_SHM_NLOCK];
};

struct file {
	struct file *next;
	char name[MAX_PATH_BYTES];
	unsigned char *seen, *disk; // both cap bytes long, zero behind their size
	size_t seen_size, disk_size, cap;
	bool *dirty; // a sector each
	bool exists, exists_on_disk;
	int shared_locks;
	const void *reserved, *pending, *exclusive; // handles
	struct shm *shm;
};

struct unsynced_disk {
	pthread_mutex_t lock;
	bool off, lies;
	uint64_t life, random;
	int64_t cut_in, fail_sync_in;
	size_t capacity;
	struct file *files;
	struct unsynced_vfs_counts counts;
};
extern struct unsynced_disk disk;

void disk_lock(void);
void disk_unlock(void);
// Empties it: no handle may be open.
void disk_format(uint64_t seed);
uint64_t disk_chance(void);
bool disk_works(uint64_t life, bool counts);

struct file *disk_find(const char *name); // NULL: there never was one
struct file *disk_add(const char *name);
void disk_make_anew(struct file *file);
void disk_forget_locks(struct file *file);

void disk_reserve(struct file *file, size_t size);
void disk_mark(struct file *file, size_t from, size_t to); // written, not yet on the disk
void disk_settle(struct file *file, bool all);
void disk_sync_folder(void);
size_t disk_used(void);

#endif
