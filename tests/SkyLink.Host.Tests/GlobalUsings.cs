global using SkyLink.Platform.Hosting;
