using MudBlazor;

namespace Mint.Coordinator.Dashboard;

/// <summary>Colours and type of the dashboard, light and dark. Contrast of text is at least 4.5 to 1 (WCAG 2.2 AA) in both.</summary>
internal static class Look
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"];

    /// <summary>The theme.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b6e4f",
            AppbarBackground = "#ffffff",
            AppbarText = "#1b1f24",
            Background = "#f6f8f7",
            DrawerBackground = "#ffffff",
            TextPrimary = "#1b1f24",
            TextSecondary = "#4c5560",
            LinesDefault = "#d5dbd8",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#56c596",
            AppbarBackground = "#161b1a",
            AppbarText = "#e8ecea",
            Background = "#0f1312",
            Surface = "#161b1a",
            DrawerBackground = "#161b1a",
            TextPrimary = "#e8ecea",
            TextSecondary = "#a9b4b0",
            LinesDefault = "#2c3432",
        },
        LayoutProperties = new LayoutProperties { DrawerWidthLeft = "190px", DefaultBorderRadius = "6px" },
        Typography = new Typography { Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.9375rem" } },
    };
}
