using System.Text;
using System.Text.Json.Serialization.Metadata;
using Mint.Core;
using Mint.Core.Hosts;
using Mint.Core.Providers;

namespace Mint.Modules.Users;

/// <summary>
/// Kind <c>authorized-keys</c>, named by the user: the declared keys and no others. The home directory is the user's to change, so
/// no link in it is ever followed, and a <c>.ssh</c> that is not a plain directory of the user's stops us.
/// </summary>
internal sealed class AuthorizedKeysProvider : ResourceProvider<AuthorizedKeysSpec, AuthorizedKeysState>
{
    /// <summary>The kind.</summary>
    public const string KindName = "authorized-keys";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    protected override JsonTypeInfo<AuthorizedKeysSpec> SpecJson => UsersJson.Default.AuthorizedKeysSpec;

    /// <inheritdoc/>
    protected override ValueTask<AuthorizedKeysState?> ReadAsync(string name, IHostReader host, CancellationToken ct) =>
        new(KeyPlace.Of(name, host)?.Read(host));

    /// <inheritdoc/>
    protected override IEnumerable<Difference> Compare(AuthorizedKeysSpec desired, AuthorizedKeysState? actual)
    {
        var found = actual?.Lines ?? [];
        var wanted = desired.Keys.Select(k => k.Line).ToList();
        if (!found.SequenceEqual(wanted))
        {
            yield return new Difference("keys", actual is null ? null : Text(found), Text(wanted));
        }

        if (actual?.Fault is { } fault)
        {
            yield return new Difference("access", fault, "only the user's own");
        }
    }

    /// <inheritdoc/>
    protected override Task ApplyAsync(string name, AuthorizedKeysSpec desired, AuthorizedKeysState? actual, IHost host, CancellationToken ct)
    {
        var place = KeyPlace.Of(name, host) ?? throw new ResourceException(FailureKind.Retry, $"there is no user {name} yet");
        place.Write(Encoding.UTF8.GetBytes(desired.ToText()), host);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task DeleteAsync(string name, IHost host, CancellationToken ct)
    {
        KeyPlace.Of(name, host)?.Delete(host);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override IEnumerable<ResourceId> Requires(string name, AuthorizedKeysSpec desired) => [new(UserProvider.KindName, name)];

    /// <inheritdoc/>
    protected override IEnumerable<Difference> DescribeDeletion(string name, AuthorizedKeysState actual) => [new("keys", Text(actual.Lines), null)];

    /// <inheritdoc/>
    public override byte[]? Preserve(string name, IHostReader host) => KeyPlace.Of(name, host)?.Content(host);

    /// <inheritdoc/>
    public override Task RestoreAsync(string name, byte[] preserved, IHost host, CancellationToken ct)
    {
        KeyPlace.Of(name, host)?.Write(preserved, host);
        return Task.CompletedTask;
    }

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(l => l + "\n"));
}
