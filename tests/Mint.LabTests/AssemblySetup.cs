using DotNet.Testcontainers.Configurations;

[assembly: NonParallelizable]

namespace Mint.LabTests;

[SetUpFixture]
internal sealed class AssemblySetup
{
    private const string ApiVersion = "DOCKER_API_VERSION";

    [OneTimeSetUp]
    public async Task SpeakWithTheLocalDocker()
    {
        // Testcontainers asks for the newest API it knows and does not step down to what Debian 12's Docker speaks.
        if (Environment.GetEnvironmentVariable(ApiVersion) is null)
        {
            Environment.SetEnvironmentVariable(ApiVersion, await LocalCommand.RunAsync("docker", ["version", "-f", "{{.Server.APIVersion}}"]));
        }

        // Its reaper is an image from a registry, and the lab needs none; hosts are disposed by their tests.
        TestcontainersSettings.ResourceReaperEnabled = false;
    }
}
