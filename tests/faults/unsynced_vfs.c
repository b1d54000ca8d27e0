// SPDX-License-Identifier: Apache-2.0
#include "unsynced_disk.h"

#include "base/macros.h"
#include "base/mem.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

struct handle {
	sqlite3_file base;
	struct file *file;
	uint64_t
		life; // of the disk when it was opened: another one now means that the power failed meanwhile
	int lock;
	bool syncs_folder; // a journal that this handle might have created: its first sync is one of the
			   // folder, too
	struct shm *shm;
	unsigned shm_shared, shm_exclusive; // masks of locks held
};

static bool works(const struct handle *handle, bool counts)
{
	return disk_works(handle ? handle->life : disk.life, counts);
}

// --- what a handle does -----------------------------------------------------------------------------------

static struct handle *handle_of(sqlite3_file *base)
{
	return (struct handle *)base;
}

static int vfs_read(sqlite3_file *base, void *out, int amount, sqlite3_int64 offset)
{
	struct handle *h = handle_of(base);
	struct file *file = h->file;
	size_t from = (size_t)offset, have = 0;
	int rc = SQLITE_OK;

	disk_lock();
	if (!works(h, false)) {
		rc = SQLITE_IOERR_READ;
	} else {
		if (from < file->seen_size)
			have = file->seen_size - from < (size_t)amount ? file->seen_size - from
								       : (size_t)amount;
		if (have)
			memcpy(out, file->seen + from, have);
		memset((char *)out + have, 0, (size_t)amount - have);
		rc = have == (size_t)amount ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
	}
	disk_unlock();
	return rc;
}

static int vfs_write(sqlite3_file *base, const void *in, int amount, sqlite3_int64 offset)
{
	struct handle *h = handle_of(base);
	struct file *file = h->file;
	size_t from = (size_t)offset, to = from + (size_t)amount;
	int rc = SQLITE_OK;

	disk_lock();
	disk.counts.writes++;
	if (!works(h, true)) {
		rc = SQLITE_IOERR_WRITE;
	} else if (disk.capacity && to > file->seen_size &&
		   disk_used() + to - file->seen_size > disk.capacity) {
		rc = SQLITE_FULL;
	} else {
		disk_reserve(file, to);
		memcpy(file->seen + from, in, (size_t)amount);
		disk_mark(file, from, to);
		if (to > file->seen_size)
			file->seen_size = to;
	}
	disk_unlock();
	return rc;
}

static int vfs_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	struct handle *h = handle_of(base);
	struct file *file = h->file;
	bool on;

	disk_lock();
	on = works(h, true);
	if (on && (size_t)size < file->seen_size) {
		memset(file->seen + size, 0, file->seen_size - (size_t)size);
		disk_mark(file, (size_t)size, file->seen_size);
		file->seen_size = (size_t)size;
	}
	disk_unlock();
	return on ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int vfs_sync(sqlite3_file *base, int flags)
{
	struct handle *h = handle_of(base);
	int rc = SQLITE_OK;

	(void)flags;
	disk_lock();
	disk.counts.syncs++;
	if (!works(h, true)) {
		rc = SQLITE_IOERR_FSYNC;
	} else if (disk.fail_sync_in > 0 && --disk.fail_sync_in == 0) {
		disk_settle(h->file, false);
		rc = SQLITE_IOERR_FSYNC;
	} else if (!disk.lies) {
		disk_settle(h->file, true);
		if (h->syncs_folder)
			disk_sync_folder();
		h->syncs_folder = false;
	}
	disk_unlock();
	return rc;
}

static int vfs_file_size(sqlite3_file *base, sqlite3_int64 *ret)
{
	struct handle *h = handle_of(base);
	bool on;

	disk_lock();
	on = works(h, false);
	*ret = (sqlite3_int64)h->file->seen_size;
	disk_unlock();
	return on ? SQLITE_OK : SQLITE_IOERR_FSTAT;
}

static bool taken(const void *owner, const struct handle *h)
{
	return owner && owner != h;
}

static int lock_file(struct file *file, struct handle *h, int level)
{
	if (level == SQLITE_LOCK_SHARED) {
		if (taken(file->pending, h) || taken(file->exclusive, h))
			return SQLITE_BUSY;
		file->shared_locks++;
	} else if (taken(file->reserved, h) || taken(file->pending, h)) {
		return SQLITE_BUSY;
	} else if (level == SQLITE_LOCK_RESERVED) {
		file->reserved = h;
	} else {
		file->pending = h;
		if (file->shared_locks > 1)
			return SQLITE_BUSY;
		file->exclusive = h;
	}
	h->lock = level;
	return SQLITE_OK;
}

static int vfs_lock(sqlite3_file *base, int level)
{
	struct handle *h = handle_of(base);
	int rc = SQLITE_OK;

	disk_lock();
	if (!works(h, false))
		rc = SQLITE_IOERR_LOCK;
	else if (level > h->lock)
		rc = lock_file(h->file, h, level);
	disk_unlock();
	return rc;
}

static int vfs_unlock(sqlite3_file *base, int level)
{
	struct handle *h = handle_of(base);
	struct file *file = h->file;

	disk_lock();
	if (h->life == disk.life && level < h->lock) {
		file->reserved = file->reserved == h ? NULL : file->reserved;
		file->pending = file->pending == h ? NULL : file->pending;
		file->exclusive = file->exclusive == h ? NULL : file->exclusive;
		if (level == SQLITE_LOCK_NONE)
			file->shared_locks--;
	}
	if (level < h->lock)
		h->lock = level;
	disk_unlock();
	return SQLITE_OK;
}

static int vfs_check_reserved(sqlite3_file *base, int *ret)
{
	struct handle *h = handle_of(base);

	disk_lock();
	*ret = h->file->reserved != NULL;
	disk_unlock();
	return SQLITE_OK;
}

static int vfs_control(sqlite3_file *base, int op, void *arg)
{
	(void)base;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int vfs_sector_size(sqlite3_file *base)
{
	(void)base;
	return 4096;
}

static int vfs_characteristics(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE; // as the usual one says of a usual disk
}

// --- shared memory ----------------------------------------------------------------------------------------

static int vfs_shm_map(sqlite3_file *base, int region, int size, int extend, void volatile **ret)
{
	struct handle *h = handle_of(base);
	int rc = SQLITE_OK;

	*ret = NULL;
	disk_lock();
	if (!works(h, false)) {
		rc = SQLITE_IOERR_SHMMAP;
	} else {
		must(region < SHM_REGIONS);
		if (!h->shm) {
			if (!h->file->shm)
				h->file->shm = mem_zalloc(sizeof(struct shm));
			h->shm = h->file->shm;
			h->shm->users++;
		}
		if (!h->shm->regions[region] && extend)
			h->shm->regions[region] = mem_zalloc((size_t)size);
		*ret = h->shm->regions[region];
	}
	disk_unlock();
	return rc;
}

static bool shm_is_free(const struct shm *shm, int from, int n, bool exclusive)
{
	for (int i = from; i < from + n; i++) {
		if (shm->exclusive[i] || (exclusive && shm->shared[i]))
			return false;
	}
	return true;
}

static void shm_release(struct handle *h, int from, int n, bool exclusive)
{
	unsigned *held = exclusive ? &h->shm_exclusive : &h->shm_shared;

	for (int i = from; i < from + n; i++) {
		if (!(*held & 1u << i))
			continue;
		*held &= ~(1u << i);
		if (exclusive)
			h->shm->exclusive[i] = false;
		else
			h->shm->shared[i]--;
	}
}

static void shm_take(struct handle *h, int from, int n, bool exclusive)
{
	unsigned *held = exclusive ? &h->shm_exclusive : &h->shm_shared;

	for (int i = from; i < from + n; i++) {
		if (*held & 1u << i)
			continue;
		*held |= 1u << i;
		if (exclusive)
			h->shm->exclusive[i] = true;
		else
			h->shm->shared[i]++;
	}
}

static int vfs_shm_lock(sqlite3_file *base, int offset, int n, int flags)
{
	struct handle *h = handle_of(base);
	bool exclusive = flags & SQLITE_SHM_EXCLUSIVE;
	int rc = SQLITE_OK;

	disk_lock();
	if (flags & SQLITE_SHM_UNLOCK)
		shm_release(h, offset, n, exclusive);
	else if (!works(h, false))
		rc = SQLITE_IOERR_SHMLOCK;
	else if ((h->shm_shared >> offset & 1) && !exclusive)
		rc = SQLITE_OK; // has it already
	else if (!shm_is_free(h->shm, offset, n, exclusive))
		rc = SQLITE_BUSY;
	else
		shm_take(h, offset, n, exclusive);
	disk_unlock();
	return rc;
}

static void vfs_shm_barrier(sqlite3_file *base)
{
	(void)base;
	disk_lock();
	disk_unlock();
}

static int vfs_shm_unmap(sqlite3_file *base, int delete)
{
	struct handle *h = handle_of(base);
	struct shm *shm = h->shm;

	(void)delete;
	if (!shm)
		return SQLITE_OK;
	disk_lock();
	shm_release(h, 0, SQLITE_SHM_NLOCK, true);
	shm_release(h, 0, SQLITE_SHM_NLOCK, false);
	h->shm = NULL;
	if (--shm->users == 0) {
		if (h->file->shm == shm)
			h->file->shm = NULL;
		for (int i = 0; i < SHM_REGIONS; i++)
			mem_free(shm->regions[i]);
		mem_free(shm);
	}
	disk_unlock();
	return SQLITE_OK;
}

static int vfs_close(sqlite3_file *base)
{
	vfs_shm_unmap(base, 0);
	vfs_unlock(base, SQLITE_LOCK_NONE);
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = vfs_close,
	.xRead = vfs_read,
	.xWrite = vfs_write,
	.xTruncate = vfs_truncate,
	.xSync = vfs_sync,
	.xFileSize = vfs_file_size,
	.xLock = vfs_lock,
	.xUnlock = vfs_unlock,
	.xCheckReservedLock = vfs_check_reserved,
	.xFileControl = vfs_control,
	.xSectorSize = vfs_sector_size,
	.xDeviceCharacteristics = vfs_characteristics,
	.xShmMap = vfs_shm_map,
	.xShmLock = vfs_shm_lock,
	.xShmBarrier = vfs_shm_barrier,
	.xShmUnmap = vfs_shm_unmap,
};

// --- the VFS ----------------------------------------------------------------------------------------------

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *ret_flags)
{
	struct handle *h = handle_of(base);
	struct file *file;
	int rc = SQLITE_OK;

	(void)vfs;
	*h = (struct handle){0};
	if (!name) // nothing here needs a temporary file: temp_store=MEMORY
		return SQLITE_CANTOPEN;
	disk_lock();
	file = disk_find(name);
	if (!works(NULL, false) || ((!file || !file->exists) && !(flags & SQLITE_OPEN_CREATE))) {
		rc = SQLITE_CANTOPEN;
	} else {
		file = file ? file : disk_add(name);
		*h = (struct handle){.base = {&methods}, .file = file, .life = disk.life};
		// As SQLite's own VFS does: also where the file was there already, for its entry in the
		// folder may not be on the disk yet.
		h->syncs_folder = (flags & SQLITE_OPEN_CREATE) &&
				  (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL));
		if (!file->exists)
			disk_make_anew(file);
		if (ret_flags)
			*ret_flags = flags;
	}
	disk_unlock();
	return rc;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_too)
{
	struct file *file;
	int rc = SQLITE_OK;

	(void)vfs;
	disk_lock();
	file = disk_find(name);
	if (!works(NULL, true)) {
		rc = SQLITE_IOERR_DELETE;
	} else if (!file || !file->exists) {
		rc = SQLITE_IOERR_DELETE_NOENT;
	} else {
		file->exists = false; // its bytes stay: until the folder is synced it may be back
		disk_forget_locks(file);
		if (sync_too)
			disk_sync_folder();
	}
	disk_unlock();
	return rc;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret)
{
	struct file *file;

	(void)vfs;
	(void)flags;
	disk_lock();
	file = disk_find(name);
	*ret = file && file->exists;
	disk_unlock();
	return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)size, "%s", name) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int vfs_randomness(sqlite3_vfs *vfs, int size, char *out)
{
	(void)vfs;
	disk_lock();
	for (int i = 0; i < size; i++)
		out[i] = (char)disk_chance();
	disk_unlock();
	return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
	sqlite3_vfs *usual = vfs->pAppData;

	return usual->xSleep(usual, us);
}

static int vfs_time(sqlite3_vfs *vfs, double *ret)
{
	sqlite3_vfs *usual = vfs->pAppData;

	return usual->xCurrentTime(usual, ret);
}

static sqlite3_vfs the_vfs = {
	.iVersion = 1,
	.szOsFile = sizeof(struct handle),
	.mxPathname = MAX_PATH_BYTES - 10,
	.zName = UNSYNCED_VFS,
	.xOpen = vfs_open,
	.xDelete = vfs_delete,
	.xAccess = vfs_access,
	.xFullPathname = vfs_full_path,
	.xRandomness = vfs_randomness,
	.xSleep = vfs_sleep,
	.xCurrentTime = vfs_time,
};

void unsynced_vfs_format(uint64_t seed)
{
	static bool is_registered;

	disk_format(seed);
	disk_lock();
	if (!is_registered) {
		the_vfs.pAppData = sqlite3_vfs_find(NULL);
		must(sqlite3_vfs_register(&the_vfs, 0) == SQLITE_OK);
		is_registered = true;
	}
	disk_unlock();
}

bool unsynced_vfs_is_sound(const char *name)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *handle = NULL;
	bool sound = sqlite3_open_v2(name, &handle, SQLITE_OPEN_READWRITE, UNSYNCED_VFS) == SQLITE_OK &&
		     sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &stmt, NULL) == SQLITE_OK &&
		     sqlite3_step(stmt) == SQLITE_ROW &&
		     strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;

	sqlite3_finalize(stmt);
	sqlite3_close(handle);
	return sound;
}
