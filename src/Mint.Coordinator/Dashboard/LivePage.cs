using System.Data.Common;
using Grpc.Core;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Mint.Coordinator.Access;
using Mint.Coordinator.Access.People;
using Mint.Coordinator.Fleet;

namespace Mint.Coordinator.Dashboard;

/// <summary>
/// A page that shows what the store says now: it reads when it is opened, when its address changes, and again whenever something moved that it
/// shows, at most once in each second of the clock. When the store is away it keeps what it showed, and says since when.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    // Relative times go stale without any news.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource gone = new();
    private Task? following;
    private Caller? looker;

    /// <summary>What keeps the page from being true now; null when nothing does.</summary>
    protected string? Trouble { get; private set; }

    /// <summary>When it was read last.</summary>
    protected DateTimeOffset? ReadAt { get; private set; }

    /// <summary>Whether there is nothing of this name, or nothing that the person may see.</summary>
    protected bool IsMissing { get; private set; }

    /// <summary>Whether the circuit is up, so that buttons work.</summary>
    protected bool IsLive { get; private set; }

    /// <summary>What came of the last thing that was done on the page; null before that.</summary>
    protected string? Done { get; private set; }

    /// <summary>Why it was not done; null when it was.</summary>
    protected string? Refused { get; private set; }

    [CascadingParameter]
    private Task<AuthenticationState> Person { get; set; } = null!;

    [Inject]
    private WatchHub Hub { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private StillIn Gate { get; set; } = null!;

    [Inject]
    private NavigationManager Addresses { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        if (following is not null)
        {
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => ReadAsync();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            IsLive = true;
            following = FollowAsync();
            StateHasChanged();
        }
    }

    /// <summary>Reads what the page shows.</summary>
    private protected abstract Task LoadAsync(Caller caller, CancellationToken ct);

    /// <summary>Whether a piece of news changes what the page shows.</summary>
    private protected virtual bool Concerns(News news) => true;

    private async Task<Caller> CallerAsync() => Caller.Of((await Person).User);

    private async Task ReadAsync()
    {
        try
        {
            if (!await Gate.IsAsync((await Person).User, gone.Token))
            {
                // Nothing that was shown stays for who is out.
                Addresses.Refresh(forceReload: true);
                return;
            }

            looker = await CallerAsync();
            await LoadAsync(looker, gone.Token);
            (Trouble, IsMissing, ReadAt) = (null, false, Clock.GetUtcNow());
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            (Trouble, IsMissing) = (null, true);
        }
        catch (RpcException wrong)
        {
            Trouble = wrong.Status.Detail;
        }
        catch (DbException)
        {
            Trouble = "The coordinator's store can't be reached; what is shown may be old.";
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page is closed already.
        }
    }

    /// <summary>Does something for the person, says what came of it, and reads the page anew.</summary>
    private protected async Task DoAsync(Func<Caller, CancellationToken, Task<string>> act)
    {
        (Done, Refused) = (null, null);
        try
        {
            if (await Gate.IsAsync((await Person).User, gone.Token))
            {
                Done = await act(await CallerAsync(), gone.Token);
            }
        }
        catch (RpcException refused)
        {
            Refused = refused.Status.Detail;
        }
        catch (DbException)
        {
            Refused = "The coordinator's store can't be reached; nothing was done.";
        }

        // Called by a part of the page, it would redraw that part alone.
        await AgainAsync();
    }

    /// <summary>Whether the person has a role, or one above.</summary>
    private protected bool May(Role least) => IsLive && looker?.Role >= least;

    /// <summary>Whether the person may hold and promote rollouts, which move the whole fleet.</summary>
    private protected bool MayRoll => May(Role.Operator) && looker is { Customers.Count: 0 };

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                using var watcher = Hub.Watch();
                // What moved before the watch began, or while there was none.
                await InvokeAsync(AgainAsync);
                while (await MovedAsync(watcher))
                {
                    await InvokeAsync(AgainAsync);
                    await Task.Delay(ToTheNextMoment(), Clock, gone.Token);
                }

                await Task.Delay(Moment, Clock, gone.Token);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page is closed.
        }
#pragma warning disable CA1031 // a page that is no longer kept true must say so, and not look as if it were
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(failure);
        }
    }

    // All pages read in the same moments: then one read of the store serves many of them.
    private TimeSpan ToTheNextMoment() => Moment - TimeSpan.FromTicks(Clock.GetUtcNow().UtcTicks % Moment.Ticks);

    // Waits for news that concerns the page, or until times on it are stale. False when the watch ended: it fell behind, or the store was away.
    private async Task<bool> MovedAsync(WatchHub.Watcher watcher)
    {
        using var tick = new CancellationTokenSource(Tick, Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, gone.Token);
        try
        {
            while (await watcher.Reader.WaitToReadAsync(either.Token))
            {
                var concerns = false;
                while (watcher.Reader.TryRead(out var news))
                {
                    concerns |= Concerns(news);
                }

                if (concerns)
                {
                    return true;
                }
            }

            return false;
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task AgainAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }
}
