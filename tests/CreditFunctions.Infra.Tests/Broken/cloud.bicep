// expect: an address of one cloud is written out
param account string

output address string = 'https://${account}.blob.core.windows.net'
