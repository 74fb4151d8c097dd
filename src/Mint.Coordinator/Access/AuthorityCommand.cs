using System.CommandLine;
using Mint.Coordinator.Enrolment;
using Mint.Coordinator.Store;

namespace Mint.Coordinator.Access;

/// <summary><c>mint-coordinator authority show</c>: the certificate by which people and tools know this coordinator.</summary>
internal static class AuthorityCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(OptionsReading reading)
    {
        var show = new Command("show", "Print the authority's certificate (PEM), for ca_file of the command line and for curl --cacert. Made if there is none yet.");
        show.SetAction(reading((options, parse, ct) => StoreVisit.RunAsync(
            options,
            parse,
            async services =>
            {
                var keeper = services.GetRequiredService<AuthorityKeeper>();
                await keeper.StartAsync(ct);
                await parse.InvocationConfiguration.Output.WriteLineAsync(keeper.Authority.Root.ExportCertificatePem());
                return 0;
            },
            ct)));
        return new Command("authority", "The coordinator's own certificate authority.") { show };
    }
}
