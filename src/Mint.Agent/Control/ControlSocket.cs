using Mint.Modules.Users;
using FileAccess = Mint.Core.Hosts.FileAccess;

namespace Mint.Agent.Control;

/// <summary>The socket's file: who may open it is its whole access control.</summary>
internal static class ControlSocket
{
    private const string Group = "mint";
    private const int GroupReadWrite = 0x1B0; // 0660

    /// <summary>Removes what a killed agent left behind, so that the new one can listen.</summary>
    public static void Prepare(string path)
    {
        if (Directory.Exists(Path.GetDirectoryName(path)))
        {
            File.Delete(path);
        }
    }

    /// <summary>Lets the group in. Until here only root may connect.</summary>
    public static void Open(string path, IHost host)
    {
        var gid = AccountDatabase.Read(host).GidOf(Group) ?? 0;
        host.SetAccess(path, new FileAccess(0, gid, GroupReadWrite));
    }
}
