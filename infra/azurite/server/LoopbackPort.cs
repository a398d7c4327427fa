using System.Net;
using System.Net.Sockets;

namespace CreditFunctions.Azurite;

/// <summary>Ports of this machine's own address.</summary>
public static class LoopbackPort
{
    /// <summary>So many different free ports, where 0 is given; else those given.</summary>
    /// <exception cref="AzuriteException">A given port is taken.</exception>
    public static int[] Take(params int[] wanted)
    {
        var listeners = new List<TcpListener>();
        try
        {
            foreach (var port in wanted)
            {
                var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                try
                {
                    listener.Start();
                }
                catch (SocketException e)
                {
                    throw new AzuriteException($"Port {port} is taken: is Azurite running already? Stop it, or choose another port.", e);
                }

                listeners.Add(listener);
            }

            // All are held until all are found, or the same one would be found twice.
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
