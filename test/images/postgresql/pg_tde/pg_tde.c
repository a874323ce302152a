/*
 * Stand-in for Percona's pg_tde in tests. It encrypts nothing: it has the settings, the start-up
 * checks and the table access method of pg_tde 2.2; its key bookkeeping is in pg_tde--2.2.sql.
 */
#include "postgres.h"

#include <fcntl.h>
#include <unistd.h>

#include "access/tableam.h"
#include "common/file_perm.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "storage/ipc.h"
#include "utils/builtins.h"
#include "utils/guc.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(pg_tde_version);
PG_FUNCTION_INFO_V1(pg_tdeam_handler);
PG_FUNCTION_INFO_V1(pg_tde_standin_write);

/* Relative to the data directory. */
#define STATE_DIRECTORY "pg_tde"
/* Holds the path of the key file that the server key came from; written by pg_tde--2.2.sql. */
#define SERVER_KEYRING STATE_DIRECTORY "/server_keyring"

enum
{
	AES_128,
	AES_256
};

static const struct config_enum_entry ciphers[] = {
	{"aes_128", AES_128, false},
	{"aes_256", AES_256, false},
	{NULL, 0, false},
};

static bool wal_encrypt = false;
static bool enforce_encryption = false;
static bool inherit_global_providers = true;
static int	cipher = AES_128;
static shmem_startup_hook_type previous_shmem_startup = NULL;

/* With WAL encryption on, pg_tde cannot start without its server key: neither does the stand-in. */
static void
require_server_key(void)
{
	char		path[MAXPGPATH] = {0};
	ssize_t		length;
	int			fd = OpenTransientFile(SERVER_KEYRING, O_RDONLY | PG_BINARY);

	if (fd < 0)
		ereport(ERROR,
				errmsg("principal key not configured"),
				errhint("Use pg_tde_set_server_key_using_global_key_provider() to configure one."));
	length = read(fd, path, sizeof(path) - 1);
	CloseTransientFile(fd);
	if (length <= 0 || access(path, R_OK) != 0)
		ereport(ERROR,
				errcode_for_file_access(),
				errmsg("failed to retrieve the server key from key file \"%s\": %m", path));
}

static void
shmem_startup(void)
{
	if (previous_shmem_startup)
		previous_shmem_startup();
	if (wal_encrypt)
		require_server_key();
}

void
_PG_init(void)
{
	if (!process_shared_preload_libraries_in_progress)
		ereport(FATAL, errmsg("pg_tde can only be loaded at server startup. Restart required."));

	if (access(STATE_DIRECTORY, F_OK) != 0 && MakePGDirectory(STATE_DIRECTORY) < 0)
		ereport(ERROR,
				errcode_for_file_access(),
				errmsg("could not create directory \"%s\": %m", STATE_DIRECTORY));

	DefineCustomBoolVariable("pg_tde.wal_encrypt", "Encryption of WAL (stand-in: none).", NULL,
							 &wal_encrypt, false, PGC_POSTMASTER, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("pg_tde.enforce_encryption", "Refuse new tables that are not tde_heap.", NULL,
							 &enforce_encryption, false, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomBoolVariable("pg_tde.inherit_global_providers", "Let databases use global key providers.", NULL,
							 &inherit_global_providers, true, PGC_SUSET, 0, NULL, NULL, NULL);
	DefineCustomEnumVariable("pg_tde.cipher", "Cipher (stand-in: none).", NULL,
							 &cipher, AES_128, ciphers, PGC_SUSET, 0, NULL, NULL, NULL);

	previous_shmem_startup = shmem_startup_hook;
	shmem_startup_hook = shmem_startup;
	ereport(LOG, errmsg("pg_tde is a stand-in for tests: nothing is encrypted"));
}

Datum
pg_tde_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text("pg_tde 2.2 stand-in for tests: encrypts nothing"));
}

Datum
pg_tdeam_handler(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(GetHeapamTableAmRoutine());
}

/*
 * pg_tde_standin_write(path, content, truncate): opens a file for writing, creating it for the
 * server's user alone, and writes the content unless it is null. Errors as pg_tde's file provider.
 */
Datum
pg_tde_standin_write(PG_FUNCTION_ARGS)
{
	char	   *path;
	int			fd;

	if (!superuser())
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("must be superuser to modify key providers"));
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		ereport(ERROR, errmsg("path and truncate cannot be null"));

	path = text_to_cstring(PG_GETARG_TEXT_PP(0));
	fd = OpenTransientFile(path, O_CREAT | O_RDWR | PG_BINARY | (PG_GETARG_BOOL(2) ? O_TRUNC : O_APPEND));
	if (fd < 0)
		ereport(ERROR,
				errcode_for_file_access(),
				errmsg("Failed to open keyring file %s: %m", path));
	if (!PG_ARGISNULL(1))
	{
		char	   *content = text_to_cstring(PG_GETARG_TEXT_PP(1));
		size_t		length = strlen(content);

		if (write(fd, content, length) != (ssize_t) length || pg_fsync(fd) != 0)
			ereport(ERROR,
					errcode_for_file_access(),
					errmsg("keyring file \"%s\" can't be written: %m", path));
	}
	CloseTransientFile(fd);
	PG_RETURN_VOID();
}
