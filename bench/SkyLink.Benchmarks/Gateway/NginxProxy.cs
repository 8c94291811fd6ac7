using System.Globalization;
using SkyLink.Benchmarks.Measuring;

namespace SkyLink.Benchmarks.Gateway;

/// <summary>nginx that passes everything on over kept connections and does nothing else.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private readonly PeerProcess process;

    private NginxProxy(PeerProcess process, int port)
    {
        this.process = process;
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    public Uri Address { get; }

    /// <summary>The master; the workers are its children.</summary>
    public int Pid => process.Pid;

    /// <summary>Null where it is not installed.</summary>
    public static async Task<NginxProxy?> StartAsync(Uri upstream, CancellationToken cancellation)
    {
        if (PeerProcess.Find("/usr/sbin/nginx", "/usr/bin/nginx") is not { } program)
        {
            return null;
        }

        var (folder, port) = (PeerProcess.MakeFolder("nginx"), PeerProcess.FreePort());
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(folder, port, upstream), cancellation);
        var started = await PeerProcess.StartAsync(
            program, ["-p", folder, "-c", file, "-g", "daemon off;"], [], folder, port, cancellation);
        return new NginxProxy(started, port);
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static string Configuration(string folder, int port, Uri upstream) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log stderr crit;
        events { worker_connections 1024; }
        http {
            access_log off;
            client_body_temp_path {{folder}}/body;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            keepalive_requests 1000000000;
            upstream services {
                server {{upstream.Authority}};
                keepalive 64;
                keepalive_requests 1000000000;
            }
            server {
                listen 127.0.0.1:{{port}};
                location / {
                    proxy_pass http://services;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                }
            }
        }
        """);
}
