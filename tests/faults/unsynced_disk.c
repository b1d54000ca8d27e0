// SPDX-License-Identifier: Apache-2.0
#include "unsynced_disk.h"

#include "base/macros.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

#define SECTOR 512

struct unsynced_disk disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

void disk_lock(void)
{
	pthread_mutex_lock(&disk.lock);
}

void disk_unlock(void)
{
	pthread_mutex_unlock(&disk.lock);
}

uint64_t disk_chance(void) // xorshift64*
{
	disk.random ^= disk.random >> 12;
	disk.random ^= disk.random << 25;
	disk.random ^= disk.random >> 27;
	return disk.random * UINT64_C(2685821657736338717) >> 33;
}

struct file *disk_find(const char *name)
{
	for (struct file *file = disk.files; file; file = file->next) {
		if (strcmp(file->name, name) == 0)
			return file;
	}
	return NULL;
}

void disk_reserve(struct file *file, size_t size)
{
	size_t cap = file->cap ? file->cap : 64 * 1024;

	if (size <= file->cap)
		return;
	while (cap < size)
		cap *= 2;
	file->seen = mem_realloc(file->seen, cap);
	file->disk = mem_realloc(file->disk, cap);
	file->dirty = mem_realloc(file->dirty, cap / SECTOR * sizeof(bool));
	memset(file->seen + file->cap, 0, cap - file->cap);
	memset(file->disk + file->cap, 0, cap - file->cap);
	memset(file->dirty + file->cap / SECTOR, 0, (cap - file->cap) / SECTOR * sizeof(bool));
	file->cap = cap;
}

// What was there before a deletion is gone for certain once there is a new file of that name.
void disk_make_anew(struct file *file)
{
	memset(file->seen, 0, file->cap);
	memset(file->disk, 0, file->cap);
	memset(file->dirty, 0, file->cap / SECTOR * sizeof(bool));
	file->seen_size = file->disk_size = 0;
	file->exists_on_disk = false;
	file->exists = true;
}

struct file *disk_add(const char *name)
{
	struct file *file = mem_zalloc(sizeof(*file));

	must(snprintf(file->name, sizeof(file->name), "%s", name) < (int)sizeof(file->name));
	file->next = disk.files;
	disk.files = file;
	disk_reserve(file, 1);
	return file;
}

void disk_mark(struct file *file, size_t from, size_t to)
{
	for (size_t sector = from / SECTOR; sector * SECTOR < to; sector++)
		file->dirty[sector] = true;
}

// What reaches the disk: everything, or by chance nothing, all, or some sectors.
void disk_settle(struct file *file, bool all)
{
	uint64_t mode = disk_chance() % 3; // one and the same for the parts of a file

	if (mode == 0 && !all) {
		memset(file->dirty, 0, file->cap / SECTOR * sizeof(bool));
		return;
	}
	all = all || mode == 1;
	for (size_t sector = 0; sector < file->cap / SECTOR; sector++) {
		if (!file->dirty[sector])
			continue;
		if (all || disk_chance() % 2)
			memcpy(file->disk + sector * SECTOR, file->seen + sector * SECTOR, SECTOR);
		file->dirty[sector] = false;
	}
	if (all || disk_chance() % 2)
		file->disk_size = file->seen_size;
	// Behind the end of a file there is nothing, whatever was there before.
	if (file->disk_size < file->cap)
		memset(file->disk + file->disk_size, 0, file->cap - file->disk_size);
}

// Which files there are, as far as it goes.
void disk_sync_folder(void)
{
	for (struct file *file = disk.files; file; file = file->next)
		file->exists_on_disk = file->exists;
}

size_t disk_used(void)
{
	size_t bytes = 0;

	for (struct file *file = disk.files; file; file = file->next)
		bytes += file->exists ? file->seen_size : 0;
	return bytes;
}

static void cut(void)
{
	if (disk.off)
		return;
	for (struct file *file = disk.files; file; file = file->next) {
		disk_settle(file, false);
		if (disk_chance() % 2)
			file->exists_on_disk = file->exists;
	}
	disk.off = true;
	disk.cut_in = 0;
	disk.counts.cuts++;
}

// Before each operation that changes the disk: false when the power is off for handles of this life.
bool disk_works(uint64_t life, bool counts)
{
	if (counts && disk.cut_in > 0 && --disk.cut_in == 0)
		cut();
	return !disk.off && life == disk.life;
}

void disk_forget_locks(struct file *file)
{
	file->shared_locks = 0;
	file->reserved = file->pending = file->exclusive = NULL;
	file->shm = NULL; // its users free it
}

void unsynced_vfs_power_on(void)
{
	disk_lock();
	cut();
	for (struct file *file = disk.files; file; file = file->next) {
		memcpy(file->seen, file->disk, file->cap);
		file->seen_size = file->disk_size;
		file->exists = file->exists_on_disk;
		memset(file->dirty, 0, file->cap / SECTOR * sizeof(bool));
		disk_forget_locks(file);
	}
	disk.off = false;
	disk.life++;
	disk_unlock();
}

void unsynced_vfs_cut_after(int64_t operations)
{
	disk_lock();
	disk.cut_in = operations;
	disk_unlock();
}

bool unsynced_vfs_is_off(void)
{
	bool off;

	disk_lock();
	off = disk.off;
	disk_unlock();
	return off;
}

void unsynced_vfs_set_capacity(size_t bytes)
{
	disk_lock();
	disk.capacity = bytes;
	disk_unlock();
}

size_t unsynced_vfs_used_bytes(void)
{
	size_t bytes;

	disk_lock();
	bytes = disk_used();
	disk_unlock();
	return bytes;
}

void unsynced_vfs_fail_sync(int64_t nth)
{
	disk_lock();
	disk.fail_sync_in = nth;
	disk_unlock();
}

void unsynced_vfs_lie(bool on)
{
	disk_lock();
	disk.lies = on;
	disk_unlock();
}

void unsynced_vfs_get_counts(struct unsynced_vfs_counts *ret)
{
	disk_lock();
	*ret = disk.counts;
	disk_unlock();
}

void disk_format(uint64_t seed)
{
	disk_lock();
	while (disk.files) {
		struct file *file = disk.files;

		must(file->shared_locks == 0 || disk.off);
		disk.files = file->next;
		mem_free(file->seen);
		mem_free(file->disk);
		mem_free(file->dirty);
		mem_free(file);
	}
	disk.random = seed * 2 + 1;
	disk.off = disk.lies = false;
	disk.cut_in = disk.fail_sync_in = 0;
	disk.capacity = 0;
	disk.life++;
	disk_unlock();
}
