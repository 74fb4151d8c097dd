using System.Runtime.InteropServices;
using LibGit2Sharp;

namespace Mint.Platform.Git;

/// <summary>
/// A commit object's own bytes. LibGit2Sharp only hands them out as text, and through a buffer class that an ahead-of-time compiled
/// program does not get filled (so does <see cref="Repository.Discover"/>); libgit2 itself is asked instead.
/// </summary>
public static partial class RawCommit
{
    // The name changes with LibGit2Sharp.NativeBinaries; a unit test reads a commit and so notices.
    private const string Library = "git2-5853918";
    private const int CommitType = 1;

    /// <summary>Reads a commit; libgit2 checks that the bytes hash to the id.</summary>
    /// <param name="repository">Path of the <c>.git</c> directory or bare repository.</param>
    /// <param name="commit">The commit's id.</param>
    /// <exception cref="LibGit2SharpException">There is no such commit, or it is damaged.</exception>
    public static byte[] Read(string repository, ObjectId commit)
    {
        nint opened = 0, database = 0, found = 0;
        try
        {
            Check(OpenRepository(out opened, repository), commit);
            Check(OpenDatabase(out database, opened), commit);
            Check(ReadObject(out found, database, commit.RawId), commit);
            Check(ObjectType(found) == CommitType ? 0 : -1, commit);
            byte[] bytes = new byte[(int)ObjectSize(found)];
            Marshal.Copy(ObjectData(found), bytes, 0, bytes.Length);
            return bytes;
        }
        finally
        {
            // Each of these takes a null pointer.
            FreeObject(found);
            FreeDatabase(database);
            FreeRepository(opened);
        }
    }

    private static void Check(int result, ObjectId commit)
    {
        if (result < 0)
        {
            throw new NotFoundException($"The commit {commit.Sha} can't be read.");
        }
    }

    [LibraryImport(Library, EntryPoint = "git_repository_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenRepository(out nint repository, string path);

    [LibraryImport(Library, EntryPoint = "git_repository_odb")]
    private static partial int OpenDatabase(out nint database, nint repository);

    [LibraryImport(Library, EntryPoint = "git_odb_read")]
    private static partial int ReadObject(out nint found, nint database, byte[] id);

    [LibraryImport(Library, EntryPoint = "git_odb_object_type")]
    private static partial int ObjectType(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_size")]
    private static partial nuint ObjectSize(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_data")]
    private static partial nint ObjectData(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_object_free")]
    private static partial void FreeObject(nint found);

    [LibraryImport(Library, EntryPoint = "git_odb_free")]
    private static partial void FreeDatabase(nint database);

    [LibraryImport(Library, EntryPoint = "git_repository_free")]
    private static partial void FreeRepository(nint repository);
}
