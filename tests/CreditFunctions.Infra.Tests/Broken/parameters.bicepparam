// expect: there is no parameter 'nam'.
using 'unused.bicep'

param name = 'a'
param nam = 'b'
