using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mint.Coordinator.Events;
using Mint.Protocol.V1;

namespace Mint.Coordinator.Access;

/// <summary>What people do to API tokens. Whoever is limited to customers makes, sees and revokes only tokens that are limited to no others.</summary>
internal sealed class TokenAdministration(ApiTokens tokens, EventLog events)
{
    /// <summary>Makes one.</summary>
    public async Task<CreateApiTokenResponse> CreateAsync(CreateApiTokenRequest request, Caller caller, CancellationToken ct)
    {
        var lifetime = Lifetime.Of(request.ExpiresIn, ApiTokens.UsualLifetime, ApiTokens.LongestLifetime);
        var (wish, mistake) = TokenWish.Read(request.Name, request.Role, request.Customers, lifetime);
        if (wish is null)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, mistake));
        }

        if (!Covers(caller, wish.Customers))
        {
            throw new RpcException(new Status(StatusCode.PermissionDenied, $"customers: this token is for {string.Join(", ", caller.Customers)} only, so is any that it makes"));
        }

        var (text, row) = await tokens.MakeAsync(wish, ct)
            ?? throw new RpcException(new Status(StatusCode.AlreadyExists, $"there is a token {wish.Name}; revoke it first, or choose another name"));
        await events.AuditAsync(caller.Name, "", "token-created", $"made the API token {row.Name}, {row.Role}{ForCustomers(wish.Customers)}, good until {Time(row.ExpiresAt).ToDateTimeOffset():u}", ct);
        return new CreateApiTokenResponse { Token = text, Details = Told(row) };
    }

    /// <summary>Those that are not revoked.</summary>
    public async Task<ListApiTokensResponse> ListAsync(Caller caller, CancellationToken ct)
    {
        var response = new ListApiTokensResponse();
        response.Tokens.AddRange((await tokens.ListAsync(ct)).Where(t => Covers(caller, t.CustomerList)).Select(Told));
        return response;
    }

    /// <summary>Revokes one.</summary>
    public async Task<RevokeApiTokenResponse> RevokeAsync(RevokeApiTokenRequest request, Caller caller, CancellationToken ct)
    {
        var known = (await tokens.ListAsync(ct)).Any(t => t.Name == request.Name && Covers(caller, t.CustomerList));
        if (!known || !await tokens.RevokeAsync(request.Name, ct))
        {
            throw new RpcException(new Status(StatusCode.NotFound, "there is no token of this name"));
        }

        await events.AuditAsync(caller.Name, "", "token-revoked", $"revoked the API token {request.Name}", ct);
        return new RevokeApiTokenResponse();
    }

    private static bool Covers(Caller caller, IReadOnlyCollection<string> customers) =>
        caller.Customers.Count == 0 || (customers.Count > 0 && customers.All(caller.Customers.Contains));

    private static string ForCustomers(IReadOnlyList<string> customers) => customers.Count == 0 ? "" : $" for {string.Join(", ", customers)}";

    private static ApiToken Told(ApiTokenRow row)
    {
        var told = new ApiToken
        {
            Name = row.Name,
            Role = row.Role,
            CreatedAt = Time(row.CreatedAt),
            ExpiresAt = Time(row.ExpiresAt),
            LastUsedAt = row.LastUsedAt is { } used ? Time(used) : null,
        };
        told.Customers.AddRange(row.CustomerList);
        return told;
    }

    private static Timestamp Time(long ticks) => Timestamp.FromDateTimeOffset(new DateTimeOffset(ticks, TimeSpan.Zero));
}
